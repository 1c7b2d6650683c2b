"""`warmtone train words`, `train latents`, `train ember`: Ember's words and generator are made."""

from pathlib import Path

from bridge.progress_lines import bar_on, be_nice, count_teller, plain_console, run_teller
from engine import RunWish, cache_latents, ship_ember, ship_words, train_ember, train_words


def print_words_run(data: Path, out: Path, wish: RunWish) -> None:
    """Begin or go on with a run of the words and the ear; Ctrl-C leaves a checkpoint as the clock does."""
    be_nice()
    console = plain_console()
    with bar_on(console) as bar:
        status = train_words(data, out, wish, progress=run_teller(bar))
    console.print(f"{status}\n{out}: tokenizer/, and checkpoint.pt to go on from.")


def print_words_shipping(run: Path, data: Path, out: Path) -> None:
    """Write a run's best tokenizer, text encoder and ear."""
    plain_console().print(f"{ship_words(run, data, out)}: tokenizer/, text_encoder/, ear/ and ATTRIBUTION.md")


def print_caching(data: Path, out: Path, variants: int, pairs: int) -> None:
    """Encode clips for the generator to learn from."""
    be_nice()
    console = plain_console()
    with bar_on(console) as bar:
        count = cache_latents(data, out, variants=variants, pairs=pairs, progress=count_teller(bar, "encoding"))
    console.print(f"{out}: {count} sounds as latents, {out.stat().st_size / 2**20:.0f} MiB")


def print_ember_run(latents: Path, words: Path, out: Path, wish: RunWish, only: frozenset[str]) -> None:
    """Begin or go on with a run of the generator; `only` are categories, or "notes", that alone are learned from."""
    be_nice()
    console = plain_console()
    with bar_on(console) as bar:
        status = train_ember(latents, words, out, wish, progress=run_teller(bar), only=only)
    console.print(f"{status}\n{out}: checkpoint.pt to go on from.")


def print_ember_shipping(
    run: Path, latents: Path, words: Path, data: Path, out: Path, steps: int, guidance: float, listener_steps: int
) -> None:
    """Write a run's best generator, with all that it needs to make sound."""
    shipped = ship_ember(run, latents, words, data, out, steps=steps, guidance=guidance, listener_steps=listener_steps)
    mib = sum(file.stat().st_size for file in shipped.rglob("*") if file.is_file()) / 2**20
    plain_console().print(f"{shipped}: Ember, {mib:.1f} MiB")
