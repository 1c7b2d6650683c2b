"""`warmtone demo`: start everything, ask over real OSC for three sounds, play them, leave WAVs, tell how long."""

import time

from rich.console import Console
from rich.markup import escape

from bridge.client import Client, value_of
from bridge.launch import ask_status, launched_warmtone
from bridge.settings import Settings
from engine import WarmtoneError

PROMPTS = ("snare drum", "a wooden door slamming", "rain falling")
JOB_SECONDS = 60.0


def run_demo(settings: Settings) -> None:
    """Play the demo on a port of its own. Raises `WarmtoneError` when something doesn't answer in time."""
    console = Console(highlight=False, soft_wrap=True)
    console.print("Warmtone starts ...")
    began = time.monotonic()
    with launched_warmtone(settings) as warmtone, warmtone.client() as client:
        status = ask_status(client)
        console.print(f"It was ready after {time.monotonic() - began:.1f} s and hears OSC on port {warmtone.port}.")
        console.print(escape(f"Sound card: {status.device}"))
        for number, prompt in enumerate(PROMPTS, 1):
            _make(client, console, number, prompt, plays=status.age >= 0)
    console.print(f"Three sounds in {time.monotonic() - began:.1f} s, start included. Now start it for good: warmtone")


def _make(client: Client, console: Console, number: int, prompt: str, plays: bool) -> None:
    console.print(escape(f"/generate {number} seconds 1 play {plays:d} prompt {prompt}"))
    asked = time.monotonic()
    client.say("/generate", number, "seconds", 1.0, "play", int(plays), "prompt", prompt)
    take = client.hear("/job/take", "/job/failed", "/error", seconds=JOB_SECONDS)
    if take.address != "/job/take":
        raise WarmtoneError(f"{prompt} was not made: {take.values[-1]}")
    console.print(escape(f"    after {time.monotonic() - asked:.2f} s: {value_of(take, 'path')}"))
    if plays:
        client.hear("/take/ended", seconds=JOB_SECONDS)
