"""The command line: `warmtone`, and its commands `demo`, `doctor`, `bench`, `train` and `evaluate`.

A command imports what it needs when it runs, so that `warmtone --help` is there at once.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from engine import WarmtoneError, Wish, catalogue, folder_loaders

if TYPE_CHECKING:
    from bridge.settings import Settings


_CLIPS = "Folder with metadata.csv and audio/."


@click.group(invoke_without_command=True)
@click.option("--host", help="Address to listen on; loopback unless told otherwise.")
@click.option("--port", type=click.IntRange(0, 65535), help="UDP port to listen on, 0 for any; 7700 by default.")
@click.option("--session", type=click.Path(file_okay=False, path_type=Path), help="Folder that takes are kept in.")
@click.option("--model", help="Model for requests that name none.")
@click.option("--device", help="Sound card: a name, a part of one, a number, or 'silent'.")
@click.option("--block", type=click.IntRange(0, 8192), help="The sound card's block in frames, 0 for its own choice.")
@click.option("--channels", type=click.IntRange(1, 64), help="How many of its channels to open at most; 2 by default.")
@click.option(
    "--ring", type=click.FloatRange(0.1, 32), help="Hops of 5.8 ms that live sound has ready; 0.5 by default."
)
@click.option("--memory", type=click.IntRange(0), help="MiB that models may take together; half of the machine's.")
@click.option("--settings", "settings_path", type=click.Path(path_type=Path), help="TOML file with the same keys.")
@click.pass_context
def warmtone(
    context: click.Context,
    host: str | None,
    port: int | None,
    session: Path | None,
    model: str | None,
    device: str | None,
    block: int | None,
    channels: int | None,
    ring: float | None,
    memory: int | None,
    settings_path: Path | None,
) -> None:
    """Keep generative audio models warm and play them over OSC. Without a command: start, and stay."""
    from bridge.settings import read_settings

    card = {"device": device, "block": block, "channels": channels}
    flags = {"host": host, "port": port, "session": session, "model": model, "memory": memory, "ring": ring, **card}
    context.obj = read_settings(settings_path, flags)
    if context.invoked_subcommand is None:
        from bridge.models_file import read_models
        from bridge.running import run_warmtone

        run_warmtone(context.obj, catalogue() | folder_loaders(read_models(context.obj.models)))


@warmtone.command()
@click.pass_obj
def demo(settings: "Settings") -> None:
    """Start everything, ask for three sounds over OSC, play them, leave WAVs."""
    from bridge.demo import run_demo

    run_demo(settings)


@warmtone.command()
@click.pass_obj
def doctor(settings: "Settings") -> None:
    """Tell what is here, what is missing, and the exact command that mends it."""
    from bridge.doctor import print_findings

    print_findings(settings)


@warmtone.command()
@click.argument("group", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print {figure: {value, unit, reach, met}}.")
@click.option("--minutes", default=10.0, type=click.FloatRange(0, min_open=True), help="Of live sound without a break.")
@click.option("--count", default=10_000_000, type=click.IntRange(200), help="Of fuzzed datagrams.")
@click.option("--quick", is_flag=True, help="A short look at memory: a tenth of its jobs and hours.")
@click.pass_obj
def bench(settings: "Settings", group: str | None, as_json: bool, minutes: float, count: int, quick: bool) -> None:
    """Measure this machine: all figures but those of live, edits, memory and fuzz, or one GROUP.

    The groups are osc, sound, cancel, card, start, live, codec, edits, library, memory, overload and fuzz.
    """
    from bridge.bench import Effort, run_bench

    effort = Effort(live_minutes=minutes, fuzz_datagrams=count)
    run_bench(settings, group, as_json, effort.quick() if quick else effort)


@warmtone.group()
def model() -> None:
    """Models in folders of your own: Stable Audio 3 and AudioLDM in diffusers' layout, safetensors only."""


@model.command(name="add")
@click.argument("name")
@click.argument("source", metavar="FOLDER_OR_HUB_ID")
@click.pass_obj
def model_add(settings: "Settings", name: str, source: str) -> None:
    """Try a model out and have Warmtone know it as NAME, also one that is running."""
    from bridge.models import add_model

    add_model(settings, name, source)


@model.command(name="list")
@click.pass_obj
def model_list(settings: "Settings") -> None:
    """Tell every model and where it is."""
    from bridge.models import print_models

    print_models(settings)


@model.command(name="remove")
@click.argument("name")
@click.pass_obj
def model_remove(settings: "Settings", name: str) -> None:
    """Forget a model; its folder stays."""
    from bridge.models import remove_model

    remove_model(settings, name)


@warmtone.group()
def train() -> None:
    """Make the weights of a bundled model anew, from a folder of labelled clips."""


@train.command(name="vae")
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option("--out", default="runs/vae", type=click.Path(file_okay=False, path_type=Path), help="Where it goes.")
@click.option("--seed", default=0, help="The same seed gives the same weights.")
@click.option("--steps", type=click.IntRange(1), help="How many; without it as many as the bundled weights took.")
def train_vae(data: Path, out: Path, seed: int, steps: int | None) -> None:
    """Train the spectrogram VAE: weights, word table, attribution and pictures."""
    from bridge.learning import print_training

    print_training(data, out, seed, steps)


@train.command(name="judge")
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option("--out", default="runs/judge", type=click.Path(file_okay=False, path_type=Path), help="Where it goes.")
@click.option("--seed", default=0, help="The same seed gives the same weights.")
@click.option("--steps", type=click.IntRange(1), help="How many; without it as many as the shipped judge took.")
def train_judge(data: Path, out: Path, seed: int, steps: int | None) -> None:
    """Train the judge by whose ear `warmtone evaluate` compares sets of sounds."""
    from bridge.comparing import print_judge_training

    print_judge_training(data, out, seed, steps)


@train.command(name="codec")
@click.option("--data", type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option("--pack", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Or a file of `train pack`.")
@click.option(
    "--out", default="runs/codec", type=click.Path(file_okay=False, path_type=Path), help="Folder of the run."
)
@click.option(
    "--minutes", type=click.FloatRange(0, min_open=True), help="Stop by the clock; go on with the same words."
)
@click.option(
    "--steps", type=click.IntRange(1), help="Steps of the whole run; the learning rate falls towards the last."
)
@click.option("--batch", type=click.IntRange(2), help="Crops of 0.74 s in a step.")
@click.option("--peak-rate", type=click.FloatRange(0, min_open=True), help="Highest learning rate.")
@click.option("--seed", type=int, help="Of every draw.")
@click.option("--critic-from", type=click.FloatRange(0, 1), help="Share of the steps before the critic takes part.")
@click.option("--parts", is_flag=True, help="Also write the files that travel, each under 16 MiB.")
@click.option(
    "--weights", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="What a new run begins with."
)
def train_codec(
    data: Path | None,
    pack: Path | None,
    out: Path,
    minutes: float | None,
    steps: int | None,
    batch: int | None,
    peak_rate: float | None,
    seed: int | None,
    critic_from: float | None,
    parts: bool,
    weights: Path | None,
) -> None:
    """Train Ember's codec: begin a run, or go on with the one in the folder."""
    from bridge.codec import print_run

    source = data or pack
    if source is None or (data and pack):
        raise click.UsageError("Give either --data or --pack.")
    wish = Wish(minutes, steps, batch, peak_rate, seed, critic_from, parts, weights)
    print_run(source, out, wish)


@train.command(name="pack")
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def train_pack(data: Path, out: Path) -> None:
    """Write the clips into one file of at most 30 MiB, for training on a machine that has torch and numpy only."""
    from bridge.codec import print_packing

    print_packing(data, out)


@train.command(name="ship")
@click.option(
    "--run", default="runs/codec", type=click.Path(file_okay=False, path_type=Path), help="Folder of the run."
)
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option("--out", default="engine/weights/ember/codec", type=click.Path(file_okay=False, path_type=Path))
def train_ship(run: Path, data: Path, out: Path) -> None:
    """Write a codec run's best weights, in half precision, and whose clips they learned from."""
    from bridge.codec import print_shipping

    print_shipping(run, data, out)


@warmtone.command()
@click.argument("source", metavar="IN.wav", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", metavar="OUT.wav", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seed", default=0, help="Of the decoder's noise.")
def codec(source: Path, target: Path, seed: int) -> None:
    """Hear Ember's codec: encode a sound file to latents and decode it again."""
    from bridge.codec import code_file

    code_file(source, target, seed)


class _Evaluate(click.Group):
    """Takes what is no command of its own as the two places that `compare` wants."""

    def parse_args(self, context: click.Context, arguments: list[str]) -> list[str]:
        if arguments and arguments[0] not in {*self.commands, "--help"}:
            arguments = ["compare", *arguments]
        return super().parse_args(context, arguments)


@warmtone.group(cls=_Evaluate, subcommand_metavar="REFERENCE GENERATED | COMMAND [ARGS]...")
def evaluate() -> None:
    """Measure generated sounds against real ones, or how good a bundled model is."""


@evaluate.command()
@click.argument("reference", type=click.Path(exists=True, path_type=Path))
@click.argument("generated", type=click.Path(exists=True, path_type=Path))
@click.option("--training", type=click.Path(exists=True, path_type=Path), help="Clips learned from: tells copies.")
@click.option("--pictures", type=click.Path(file_okay=False, path_type=Path), help="Folder for spectrograms.")
@click.option("--judge", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Another judge's weights.")
@click.option("--json", "as_json", is_flag=True, help="Print every figure as JSON.")
def compare(
    reference: Path, generated: Path, training: Path | None, pictures: Path | None, judge: Path | None, as_json: bool
) -> None:
    """Measure two files, or two folders: files of the same name as pairs, and all sounds as sets."""
    from bridge.comparing import print_comparison

    print_comparison(reference, generated, training, pictures, judge, as_json)


@evaluate.command(name="judge")
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option("--pictures", type=click.Path(file_okay=False, path_type=Path), help="Folder for confusion matrices.")
@click.option("--judge", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Another judge's weights.")
@click.option("--json", "as_json", is_flag=True, help="Print every figure as JSON.")
def examine_judge(data: Path, pictures: Path | None, judge: Path | None, as_json: bool) -> None:
    """The judge's accuracy on real clips, and the figures of real clips that generated ones are measured by."""
    from bridge.comparing import print_examination

    print_examination(data, pictures, judge, as_json)


@evaluate.command(name="codec")
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option(
    "--weights", type=click.Path(exists=True, dir_okay=False, path_type=Path), help="Others than the shipped."
)
@click.option("--every", default=1, type=click.IntRange(1), help="Measure one clip of so many.")
def evaluate_codec(data: Path, weights: Path | None, every: int) -> None:
    """Ember's codec on validation clips: coded against real, category by category, and by the judge's ear."""
    from bridge.codec import print_quality

    print_quality(data, weights, every)


@evaluate.command(name="vae")
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option("--seed", default=0, help="The same seed gives the same figures.")
def evaluate_vae(data: Path, seed: int) -> None:
    """The spectrogram VAE's distances, and whether a prompt gives what it names."""
    from bridge.learning import print_evaluation

    print_evaluation(data, seed)


def main() -> None:
    """Run the command line; what can't be done ends in one sentence and exit status 1."""
    try:
        warmtone(standalone_mode=False)
    except WarmtoneError as error:
        sys.exit(f"warmtone: {error}")
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(130)
