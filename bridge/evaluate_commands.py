"""The commands `warmtone evaluate ...`. Each imports what it needs when it runs."""

from pathlib import Path

import click

_CLIPS = "Folder with metadata.csv and audio/."


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
