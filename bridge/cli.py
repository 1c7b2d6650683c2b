"""The command line: `warmtone`, and its commands `demo`, `doctor`, `bench`, `train` and `evaluate`.

A command imports what it needs when it runs, so that `warmtone --help` is there at once.
"""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from bridge.evaluate_commands import evaluate
from bridge.train_commands import train
from engine import WarmtoneError, catalogue, folder_loaders

if TYPE_CHECKING:
    from bridge.settings import Settings


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
    """Models in folders of your own: in diffusers' layout, safetensors only; docs/edits.md names the families."""


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


@warmtone.command()
@click.argument("source", metavar="IN.wav", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.argument("target", metavar="OUT.wav", type=click.Path(dir_okay=False, path_type=Path))
@click.option("--seed", default=0, help="Of the decoder's noise.")
def codec(source: Path, target: Path, seed: int) -> None:
    """Hear Ember's codec: encode a sound file to latents and decode it again."""
    from bridge.codec import code_file

    code_file(source, target, seed)


warmtone.add_command(train)
warmtone.add_command(evaluate)


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
