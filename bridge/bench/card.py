"""Under-runs: blocks that the sound card did not get in time, while takes are made without end and one sounds."""

import time

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure
from bridge.bench.jack_card import BLOCK_FRAMES, running_jack_card
from bridge.bench.sound import playing_warmtone
from bridge.bench.work import always_at_work
from bridge.client import Client, value_of
from bridge.launch import ask_status
from bridge.settings import Settings

UNDER_RUNS = Figure("under-runs", None, "in all", 0)
FIGURES = (UNDER_RUNS,)

_PATIENCE_SECONDS = 20.0


def measure_under_runs(settings: Settings, effort: Effort) -> list[Figure]:
    """A looped take beside a running job. Raises `MissingError` where JACK or PortAudio is missing."""
    with running_jack_card() as card, playing_warmtone(settings, card) as warmtone, warmtone.client() as client:
        _play_for_ever(client)
        with always_at_work(warmtone):
            before = ask_status(client)
            time.sleep(effort.card_seconds)
            after = ask_status(client)
    says = (
        f"{effort.card_seconds:g} s at block {BLOCK_FRAMES}, one take sounding, a job by {settings.model} running; "
        f"callback load {after.load:.0%}, real-time scheduling {'given' if after.realtime else 'refused'}"
    )
    return [UNDER_RUNS.measured(after.underruns - before.underruns, says)]


def _play_for_ever(client: Client) -> None:
    client.say("/generate", "looped", "seconds", 1.0, "seed", 1)
    take = value_of(client.hear("/job/take", seconds=_PATIENCE_SECONDS), "take")
    client.say("/take/play", int(str(take)), "loop", 1)
    client.hear("/take/playing", seconds=_PATIENCE_SECONDS)
