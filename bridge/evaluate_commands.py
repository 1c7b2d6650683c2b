"""The commands `warmtone evaluate ...`. Each imports what it needs when it runs."""

from pathlib import Path
from typing import TypeVar

import click

_CLIPS = "Folder with metadata.csv and audio/."
_MODEL = "A model's folder; the shipped one without."

_Number = TypeVar("_Number", int, float)


class _Evaluate(click.Group):
    """Takes what is no command of its own as the two places that `compare` wants."""

    def parse_args(self, context: click.Context, arguments: list[str]) -> list[str]:
        if arguments and arguments[0] not in {*self.commands, "--help"}:
            arguments = ["compare", *arguments]
        return super().parse_args(context, arguments)


@click.group(cls=_Evaluate, subcommand_metavar="REFERENCE GENERATED | COMMAND [ARGS]...")
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


@evaluate.command(name="ember")
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help=_MODEL)
@click.option("--clips", default=20, type=click.IntRange(1), help="Of each category and label; 4 for a rough look.")
@click.option("--steps", default="", help="Of the sampler; several, as 8,12,16, are tried side by side.")
@click.option("--guidance", default="", help="How strictly words are followed; several, as 1,2,3, likewise.")
@click.option(
    "--out",
    default="runs/evaluate-ember",
    type=click.Path(file_okay=False, path_type=Path),
    help="Where clips and pictures go; what is there isn't made again.",
)
@click.option("--json", "as_json", is_flag=True, help="Print every figure as JSON.")
def evaluate_ember(
    data: Path, folder: Path | None, clips: int, steps: str, guidance: str, out: Path, as_json: bool
) -> None:
    """Ember by validation clips: prompts followed, nearness, variety, copies, inpainting, pitch, knobs, speed."""
    from bridge.evaluating_ember import print_ember, print_sweep

    all_steps, all_guidance = _numbers("--steps", steps, int), _numbers("--guidance", guidance, float)
    if len(all_steps) * len(all_guidance) > 1:
        print_sweep(data, folder, out, clips, all_steps, all_guidance, as_json)
    else:
        print_ember(data, folder, out, clips, all_steps[0], all_guidance[0], as_json)


@evaluate.command(name="words")
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option("--folder", type=click.Path(exists=True, file_okay=False, path_type=Path), help=_MODEL)
@click.option("--json", "as_json", is_flag=True, help="Print every figure as JSON.")
def evaluate_words(data: Path, folder: Path | None, as_json: bool) -> None:
    """Ember's words and ear: how they find each other, and what lies near forty words that nobody taught."""
    from bridge.evaluating_ember import print_words

    print_words(data, folder, as_json)


def _numbers(option: str, text: str, kind: type[_Number]) -> list[_Number | None]:
    """Numbers between commas; one None, for what the model likes, where there are none."""
    try:
        found: list[_Number | None] = [kind(each) for each in text.split(",") if each.strip()]
    except ValueError:
        raise click.BadParameter(
            f"{text!r} isn't one number, or several with commas between.", param_hint=option
        ) from None
    if any(number is None or number < (1 if kind is int else 0) for number in found):
        raise click.BadParameter(f"{text!r} goes too low.", param_hint=option)
    return found or [None]
