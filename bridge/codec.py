"""`warmtone codec`, `train codec`, `train pack`, `train ship`, `evaluate codec`: the codec heard, made and measured."""

from pathlib import Path

import soundfile
from rich.table import Column, Table

from bridge.progress_lines import bar_on, be_nice, count_teller, plain_console, run_teller
from bridge.takes.file_errors import file_errors
from engine import Audio, Wish, code, measure_codec, pack_clips, ship_codec, train_codec


def code_file(source: Path, target: Path, seed: int) -> None:
    """Write what the codec makes of a sound file as a WAV of float32 at 44.1 kHz."""
    with file_errors("read", source):
        samples, rate_hz = soundfile.read(source, dtype="float32", always_2d=True)
    made = code(Audio(samples, rate_hz), seed)
    with file_errors("written", target):
        soundfile.write(target, made.samples, made.rate_hz, subtype="FLOAT", format="WAV")
    plain_console().print(f"{made.seconds:.2f} s, coded and decoded: {target}")


def print_run(source: Path, out: Path, wish: Wish) -> None:
    """Begin or go on with a run, with a line that tells where it is; Ctrl-C leaves a checkpoint as the clock does."""
    be_nice()
    console = plain_console()
    with bar_on(console) as bar:
        status = train_codec(source, out, wish, progress=run_teller(bar))
    console.print(f"{status}\n{out}: checkpoint.pt to go on from, codec-progress.png and codec-spectrograms.png.")


def print_packing(data: Path, out: Path) -> None:
    """Write a pack and say how it came out."""
    be_nice()
    console = plain_console()
    with bar_on(console) as bar:
        packed = pack_clips(data, out, progress=count_teller(bar, "reading"))
    console.print(
        f"{out}: {packed.clips} clips, {packed.seconds / 60:.0f} minutes in {packed.bytes / 2**20:.1f} MiB, "
        f"{packed.bytes * 8 / packed.seconds / 1000:.1f} kbit/s, coarseness {packed.coarseness:.1f}"
    )


def print_shipping(run: Path, data: Path, out: Path) -> None:
    """Write a run's best weights and their attribution."""
    plain_console().print(f"{ship_codec(run, data, out)}, and ATTRIBUTION.md beside it")


def print_quality(data: Path, weights: Path | None, every: int) -> None:
    """Measure and print a row for each category: means; medians of tones and echo, the 95th percentile of onsets."""
    console = plain_console()
    with bar_on(console) as bar:
        quality = measure_codec(data, weights, every=every, progress=count_teller(bar, "measuring"))
    table = Table(Column(no_wrap=True), "n", "mel", "-80 dB", "LSD dB", "SDR dB", "tones dB", "onset ms", "echo dB")
    for name, row in [*quality.categories.items(), ("all", quality.whole)]:
        table.add_row(
            name,
            str(row.multi_resolution_log_mel.count),
            f"{row.multi_resolution_log_mel.mean:.3f}",
            f"{row.audible_log_mel.mean:.3f}",
            f"{row.log_spectral_distance_db.mean:.1f}",
            f"{row.si_sdr_db.mean:.1f}",
            f"{row.partials_db.median:.1f}" if row.partials_db else "",
            f"{row.onset_error_ms.p95:.1f}" if row.onset_error_ms else "",
            f"{row.pre_echo_db.median:+.1f}" if row.pre_echo_db else "",
        )
    console.print(table)
    console.print(
        "mel: log-mel distance; the same, floor at -80 dBFS. SDR: SI-SDR. tones: prominence of partials, difference. "
        "echo: before the onset.\n"
        f"The judge names {quality.real.macro:.0%} of the real clips' categories rightly and {quality.coded.macro:.0%} "
        f"of the coded ones': {quality.kept:.2f} of it is kept."
    )
