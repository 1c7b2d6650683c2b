"""From the request to the sound: `/generate` with `play`, to the first frame that a sound card gets."""

import random
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

from bridge.bench.effort import Effort
from bridge.bench.figure import Figure, percentile
from bridge.bench.jack_card import BLOCK_FRAMES, PORTAUDIO_NAME, Ear, JackCard, running_jack_card
from bridge.bench.started import started_warmtone
from bridge.client import Client
from bridge.launch import Warmtone, ask_status
from bridge.settings import Settings
from engine import MissingError, WarmtoneError

P50 = Figure("first sound p50", None, "ms", 150.0)
P95 = Figure("first sound p95", None, "ms", 250.0)
FIGURES = (P50, P95)

_PROMPT = "kick"
_WARM_UP = 3
_SILENT_BLOCKS = 4
_PATIENCE_SECONDS = 20.0
_LONGEST_PAUSE_SECONDS = 0.02


def measure_first_sounds(settings: Settings, effort: Effort) -> list[Figure]:
    """One-second takes, warm, one at a time. Raises `MissingError` where JACK or PortAudio is missing."""
    with (
        running_jack_card() as card,
        playing_warmtone(settings, card) as warmtone,
        warmtone.client() as client,
        card.listening() as ear,
    ):
        latencies = [_latency(client, ear, trial) for trial in range(_WARM_UP + effort.sounds)][_WARM_UP:]
    says = f"{len(latencies)} takes of 1 s by {settings.model}, JACK at {BLOCK_FRAMES} frames"
    return [
        P50.measured(percentile(latencies, 50), says),
        P95.measured(percentile(latencies, 95), f"the same; the longest {max(latencies):.0f} ms"),
    ]


@contextmanager
def playing_warmtone(settings: Settings, card: JackCard) -> Iterator[Warmtone]:
    """A Warmtone that plays to a JACK server. Raises `MissingError` where it can't open it."""
    with started_warmtone(
        replace(settings, device=PORTAUDIO_NAME, block=card.block_frames), card.environment
    ) as warmtone:
        with warmtone.client() as client:
            deadline = time.monotonic() + _PATIENCE_SECONDS
            while (status := ask_status(client)).age < 0:
                if time.monotonic() > deadline or "apt install" in status.device:
                    raise MissingError(status.device)
        yield warmtone


def _latency(client: Client, ear: Ear, trial: int) -> float:
    """Milliseconds from the request to the sound of one take, which is cut short as soon as it was heard."""
    ear.begin_to_listen(_SILENT_BLOCKS, _PATIENCE_SECONDS)
    # Requests come at any moment of the card's block.
    time.sleep(random.uniform(0.0, _LONGEST_PAUSE_SECONDS))
    asked_at = time.monotonic()
    client.say("/generate", trial, "seconds", 1.0, "seed", trial, "play", 1, "prompt", _PROMPT)
    sound_at = ear.first_sound(_PATIENCE_SECONDS)
    client.say("/take/stop")
    _wait_for_end(client, trial)
    return (sound_at - asked_at) * 1e3


def _wait_for_end(client: Client, trial: int) -> None:
    """Wait until the take is written and sounds no more, in whatever order."""
    awaited = {"/job/done", "/take/ended"}
    for message in client.listen(_PATIENCE_SECONDS):
        awaited.discard(message.address)
        if message.address in ("/error", "/job/failed"):
            raise WarmtoneError(f"The sound of trial {trial} failed: {message.values[-1]}")
        if not awaited:
            return
    raise WarmtoneError(f"The sound of trial {trial} did not end: {' and '.join(sorted(awaited))} did not come.")
