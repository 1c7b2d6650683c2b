"""The commands `warmtone train ...`. Each imports what it needs when it runs."""

from collections.abc import Callable
from pathlib import Path

import click

from engine import RunWish, Wish

_CLIPS = "Folder with metadata.csv and audio/."


def _of_a_run(command: Callable[..., None]) -> Callable[..., None]:
    """Adds what every run may be asked."""
    options = (
        click.option("--minutes", type=click.FloatRange(0, min_open=True), help="Stop by the clock; go on likewise."),
        click.option(
            "--steps", type=click.IntRange(1), help="Steps of the whole run; the rate falls towards the last."
        ),
        click.option("--batch", type=click.IntRange(2), help="Sounds in a step."),
        click.option("--peak-rate", type=click.FloatRange(0, min_open=True), help="Highest learning rate."),
        click.option("--seed", type=int, help="Of every draw."),
        click.option(
            "--weights", type=click.Path(exists=True, file_okay=False, path_type=Path),
            help="Folder of an Ember that a new run begins with.",
        ),
    )  # fmt: skip
    for option in reversed(options):
        command = option(command)
    return command


@click.group()
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
@click.option("--keep-latents", is_flag=True, help="A new run leaves the encoder as it is: only the decoder learns.")
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
    keep_latents: bool,
) -> None:
    """Train Ember's codec: begin a run, or go on with the one in the folder."""
    from bridge.codec import print_run

    source = data or pack
    if source is None or (data and pack):
        raise click.UsageError("Give either --data or --pack.")
    wish = Wish(minutes, steps, batch, peak_rate, seed, critic_from, parts, weights, keep_latents or None)
    print_run(source, out, wish)


@train.command(name="pack")
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option("--out", required=True, type=click.Path(dir_okay=False, path_type=Path), help="File to write.")
def train_pack(data: Path, out: Path) -> None:
    """Write the clips into one file of at most 30 MiB, for training on a machine that has torch and numpy only."""
    from bridge.codec import print_packing

    print_packing(data, out)


@train.command(name="words")
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option(
    "--out", default="runs/words", type=click.Path(file_okay=False, path_type=Path), help="Folder of the run."
)
@_of_a_run
def train_words(
    data: Path,
    out: Path,
    minutes: float | None,
    steps: int | None,
    batch: int | None,
    peak_rate: float | None,
    seed: int | None,
    weights: Path | None,
) -> None:
    """Train Ember's words and ear, which place texts and sounds in one space: begin a run, or go on with it."""
    from bridge.ember import print_words_run

    print_words_run(data, out, RunWish(minutes, steps, batch, peak_rate, seed, weights))


@train.command(name="latents")
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option("--out", default="runs/latents.safetensors", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--variants", default=4, type=click.IntRange(1), help="Of each clip: louder, later, higher or lower.")
@click.option("--pairs", default=1000, type=click.IntRange(0), help="Of two sounds at once, and one after the other.")
def train_latents(data: Path, out: Path, variants: int, pairs: int) -> None:
    """Encode the clips by the codec, for Ember's generator to learn from."""
    from bridge.ember import print_caching

    print_caching(data, out, variants, pairs)


@train.command(name="ember")
@click.option("--latents", default="runs/latents.safetensors", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--words", default="engine/weights/ember", type=click.Path(file_okay=False, path_type=Path),
    help="Folder with text_encoder/ and tokenizer/.",
)  # fmt: skip
@click.option(
    "--out", default="runs/ember", type=click.Path(file_okay=False, path_type=Path), help="Folder of the run."
)
@click.option("--only", multiple=True, help="Learn from sounds of this category alone, or of known 'notes'; repeat.")
@_of_a_run
def train_ember(
    latents: Path,
    words: Path,
    out: Path,
    only: tuple[str, ...],
    minutes: float | None,
    steps: int | None,
    batch: int | None,
    peak_rate: float | None,
    seed: int | None,
    weights: Path | None,
) -> None:
    """Train Ember's generator on latents: begin a run, or go on with the one in the folder."""
    from bridge.ember import print_ember_run

    print_ember_run(latents, words, out, RunWish(minutes, steps, batch, peak_rate, seed, weights), frozenset(only))


@train.command(name="ship-words")
@click.option(
    "--run", default="runs/words", type=click.Path(file_okay=False, path_type=Path), help="Folder of the run."
)
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option("--out", default="engine/weights/ember", type=click.Path(file_okay=False, path_type=Path))
def train_ship_words(run: Path, data: Path, out: Path) -> None:
    """Write a run's best tokenizer, text encoder and ear, in half precision, and whose clips they learned from."""
    from bridge.ember import print_words_shipping

    print_words_shipping(run, data, out)


@train.command(name="ship-ember")
@click.option(
    "--run", default="runs/ember", type=click.Path(file_okay=False, path_type=Path), help="Folder of the run."
)
@click.option("--latents", default="runs/latents.safetensors", type=click.Path(dir_okay=False, path_type=Path))
@click.option(
    "--words", default="engine/weights/ember", type=click.Path(file_okay=False, path_type=Path),
    help="Folder whose words the run was told.",
)  # fmt: skip
@click.option("--data", required=True, type=click.Path(exists=True, file_okay=False, path_type=Path), help=_CLIPS)
@click.option("--out", default="engine/weights/ember", type=click.Path(file_okay=False, path_type=Path))
@click.option("--steps", default=5, type=click.IntRange(1, 1000), help="Of the sampler, unless a request says so.")
@click.option("--guidance", default=4.0, type=click.FloatRange(0, 30), help="Unless a request says so.")
@click.option(
    "--listener-steps", default=4000, type=click.IntRange(1), help="That the gauge and the tuner are fitted in."
)
def train_ship_ember(
    run: Path, latents: Path, words: Path, data: Path, out: Path, steps: int, guidance: float, listener_steps: int
) -> None:
    """Write a run's best generator, its codec and its words, as a folder that is played as Ember."""
    from bridge.ember import print_ember_shipping

    print_ember_shipping(run, latents, words, data, out, steps, guidance, listener_steps)


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
