"""Small models for tests. They are built by name in the worker's process, so everything here is at the top level."""

import os
import signal
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial

import numpy as np

from engine import Audio, Cancelled, Generate, Loader, ModelCard, PromptError, Samples, Vary, frames_of
from engine.models.contract import OnNote, OnStep

RATE_HZ = 8000
BLOCK_FRAMES = 160
STEP_SECONDS = 0.02
LOADING_SECONDS = 0.3
TRIAL_FRAMES = 4000
"""What the trial asks for at `RATE_HZ`: some fakes break only at longer takes, after they were found fit."""

Play = Callable[[int, int, OnStep], Iterator[Samples]]
"""From frames, a seed and on_step to blocks."""

CARD = ModelCard(
    name="",
    family="fake",
    rate_hz=RATE_HZ,
    channels=1,
    shortest_seconds=0.02,
    longest_seconds=10.0,
    weights="none",
    precision="float32",
    device="cpu",
    threads=1,
)


class Fake:
    """A model that plays the same for each task."""

    def __init__(self, card: ModelCard, play: Play) -> None:
        self.card = card
        self._play = play

    def generate(self, task: Generate, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        return self._play(frames_of(task.seconds, self.card.rate_hz), seed, on_step)

    def vary(self, task: Vary, source: Audio, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        return self._play(source.frames, seed, on_step)


class Echo(Fake):
    """A variation is the source as the model heard it."""

    def vary(self, task: Vary, source: Audio, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        return in_blocks(source.samples, on_step)


class Noting(Fake):
    """Says for each word of the prompt that it isn't known, and refuses the word "impossible"."""

    def generate(self, task: Generate, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        for word in task.prompt.split():
            if word == "impossible":
                raise PromptError("impossible is no sound: ask for one that is.")
            on_note(f"{word} is not known.")
        return super().generate(task, seed, on_step, on_note)


def noise(frames: int, channels: int, seed: int, level: float = 0.5) -> Samples:
    """Uniform noise (frames, channels)."""
    return np.random.default_rng(seed).uniform(-level, level, (frames, channels)).astype(np.float32)


def in_blocks(samples: Samples, on_step: OnStep, step_seconds: float = 0.0) -> Iterator[Samples]:
    """Blocks of `BLOCK_FRAMES`, a step before each and one after the last."""
    steps = -(-len(samples) // BLOCK_FRAMES)
    for step in range(steps):
        on_step(step, steps)
        time.sleep(step_seconds)
        yield samples[step * BLOCK_FRAMES : (step + 1) * BLOCK_FRAMES]
    on_step(steps, steps)


def steady(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return in_blocks(noise(frames, 1, seed), on_step)


def stereo(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return in_blocks(noise(frames, 2, seed), on_step)


def six(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return in_blocks(noise(frames, 6, seed), on_step)


def loud(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    """A square beyond full scale, whose edges overshoot in any conversion."""
    square = np.sign(np.sin(np.arange(frames) / 20 + 0.1))[:, None].repeat(2, axis=1)
    return in_blocks((1.5 * square).astype(np.float32), on_step)


def slow(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    """As slow as it sounds, but quick in its trial."""
    return in_blocks(noise(frames, 1, seed), on_step, STEP_SECONDS * (frames != TRIAL_FRAMES))


def stubborn(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    """Catches what it should let pass, once."""
    caught: list[Cancelled] = []

    def hardly(done: int, total: int) -> None:
        try:
            on_step(done, total)
        except Cancelled as cancelled:
            if caught:
                raise
            caught.append(cancelled)

    return in_blocks(noise(frames, 1, seed), hardly, STEP_SECONDS * (frames != TRIAL_FRAMES))


def sidelong(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    """Blocks as views of (channels, frames), every other one empty, from one buffer that is used again."""
    samples, buffer = noise(frames, 2, seed), np.zeros((2, BLOCK_FRAMES), np.float32)
    steps: list[tuple[int, int]] = []
    for block in in_blocks(samples, lambda done, total: steps.append((done, total))):
        on_step(*steps[-1])
        yield buffer[:, :0].T
        on_step(*steps[-1])
        buffer[:, : len(block)] = block.T
        yield buffer[:, : len(block)].T


def double(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return in_blocks(noise(frames, 1, seed).astype(np.float64), on_step)  # type: ignore[arg-type]


def flat(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return in_blocks(noise(frames, 1, seed)[:, 0], on_step)


def lists(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return (block.tolist() for block in steady(frames, seed, on_step))  # type: ignore[misc]


def infinite(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return in_blocks(np.full((frames, 1), np.inf, np.float32), on_step)


def short(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return steady(frames - 1, seed, on_step)


def long(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return steady(frames + 1, seed, on_step)


def silent(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return iter(())


def endless(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    while True:
        on_step(0, frames)
        yield noise(BLOCK_FRAMES, 1, seed)


def stepless(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return in_blocks(noise(frames, 1, seed), lambda done, total: None)


def lazy(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return in_blocks(noise(frames, 1, seed), lambda done, total: on_step(0, total) if done == 0 else None)


def backward(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return in_blocks(noise(frames, 1, seed), lambda done, total: on_step(total - done, total))


def beyond(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return in_blocks(noise(frames, 1, seed), lambda done, total: on_step(done + 1, total))


def wavering(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return in_blocks(noise(frames, 1, seed), lambda done, total: on_step(done, total + done))


def raising(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    raise RuntimeError("the tensor is on another device")


def wordy(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    raise RuntimeError("no kernel for\n\n this operator " + 1000 * "at::native " + "the end")


def only_when_long(broken: Play, frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    return (broken if frames > TRIAL_FRAMES else steady)(frames, seed, on_step)


def dying(frames: int, seed: int, on_step: OnStep) -> Iterator[Samples]:
    """Killed from outside in the middle of a take."""
    for count, block in enumerate(steady(frames, seed, on_step)):
        if count == 5 and frames > TRIAL_FRAMES:
            os.kill(os.getpid(), signal.SIGKILL)
        yield block


PLAYS: dict[str, Play] = {
    play.__name__: play
    for play in (
        steady, stereo, six, loud, slow, stubborn, sidelong, double, flat, lists, infinite, short, long, silent,
        endless, stepless, lazy, backward, beyond, wavering, raising, wordy, dying,
    )
}  # fmt: skip
PLAYS |= {f"{name} when long": partial(only_when_long, PLAYS[name]) for name in ("infinite", "short", "endless")}
PLAYS |= {"raising when long": partial(only_when_long, raising)}
CHANGES: dict[str, dict[str, object]] = {
    "stereo": {"channels": 2},
    "six": {"channels": 6},
    "loud": {"channels": 2, "rate_hz": 22050},
    "sidelong": {"channels": 2},
}


def fake(name: str) -> Fake:
    """The model that plays what its name says."""
    return Fake(replace(CARD, name=name, **CHANGES.get(name, {})), PLAYS[name])  # type: ignore[arg-type]


def fakes(*names: str) -> dict[str, Loader]:
    """Loaders of fakes, by name."""
    return {name: partial(fake, name) for name in names}


def load_echo() -> Fake:
    return Echo(replace(CARD, name="echo"), steady)


def load_noting() -> Fake:
    return Noting(replace(CARD, name="noting"), steady)


def load_late() -> Fake:
    time.sleep(LOADING_SECONDS)
    return Fake(replace(CARD, name="late"), steady)


def load_killed() -> Fake:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("not reached")


def load_leaving() -> Fake:
    sys.exit("this library can't be used here")


def load_missing() -> Fake:
    raise FileNotFoundError("weights.safetensors")


def load_impostor() -> Fake:
    return Fake(replace(CARD, name="another"), steady)


def load_odd_card() -> Fake:
    return Fake(replace(CARD, name="odd card", rate_hz=np.int64(RATE_HZ)), steady)  # type: ignore[arg-type]


def load_impossible_card() -> Fake:
    return Fake(replace(CARD, name="impossible card", longest_seconds=0.001), steady)


LOADERS: dict[str, Loader] = {
    "echo": load_echo,
    "noting": load_noting,
    "late": load_late,
    "killed": load_killed,
    "leaving": load_leaving,
    "missing": load_missing,
    "impostor": load_impostor,
    "odd card": load_odd_card,
    "impossible card": load_impossible_card,
}
