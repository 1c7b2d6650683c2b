"""The fake that ships: a sine tone. No weights, no torch, ready at once; tests and a first start use it.

A pitch is the frequency, else a number in the prompt in hertz ("440"), else it is 220 Hz. One block is 20 ms.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from engine.audio import Audio, Samples, exactly, frames_of
from engine.models.contract import ModelCard, OnNote, OnStep
from engine.models.words.controls import Controls, left_out
from engine.take_form import edited_frames
from engine.tasks import Edit, Generate, Morph, Transform, Upscale, Vary

_RATE_HZ = 48000
_BLOCK_FRAMES = 960
_LEVEL = 0.5
_FADE_FRAMES = 480


class Tone:
    """A sine at half of full scale with 10 ms fades, whose phase is drawn from the seed."""

    card = ModelCard(
        name="tone",
        family="fake",
        rate_hz=_RATE_HZ,
        channels=1,
        shortest_seconds=0.02,
        longest_seconds=60.0,
        weights="none",
        precision="float32",
        device="cpu",
        threads=1,
        edits=("transform", "inpaint", "extend", "upscale", "loop", "morph"),
    )

    def generate(self, task: Generate, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        _note_left_out(task.controls, on_note)
        frames = frames_of(task.seconds, _RATE_HZ)
        return _blocks(_sine(_hertz(task.prompt, task.controls), frames, _phase(seed)), on_step)

    def vary(self, task: Vary, source: Audio, seed: int, on_step: OnStep, on_note: OnNote) -> Iterator[Samples]:
        """The source with a tone mixed in: the louder, the larger the amount."""
        tone = _sine(220.0, source.frames, _phase(seed))
        return _blocks(_between(source.samples, tone, task.amount), on_step)

    def edit(
        self, task: Edit, sources: tuple[Audio, ...], seed: int, on_step: OnStep, on_note: OnNote
    ) -> Iterator[Samples]:
        """Each edit as a tone would do it; where words count, a number in them is the tone's frequency."""
        _note_left_out(task.style.controls, on_note)
        return _blocks(_edited(task, sources, seed), on_step)


def load_tone() -> Tone:
    """The tone, which needs nothing to load."""
    return Tone()


def _edited(task: Edit, sources: tuple[Audio, ...], seed: int) -> Samples:
    controls = task.style.controls
    tone = _sine(_hertz(task.style.prompt, controls), edited_frames(task, sources, _RATE_HZ), _phase(seed))
    match task:
        case Transform(strength=strength):
            return _between(sources[0].samples, tone, strength)
        case Morph(amount=amount, to=to):
            frames = sources[0].frames
            other = sources[1].samples if len(sources) > 1 else _sine(_hertz(to, controls), frames, _phase(seed))
            return _between(sources[0].samples, exactly(other, frames), amount)
        case Upscale(cutoff_hz=cutoff_hz):
            return _sine(min(1.25 * (cutoff_hz or 0), 20000.0), sources[0].frames, _phase(seed))
        case _:
            return tone


def _between(one: Samples, other: Samples, share: float) -> Samples:
    return ((1 - share) * one + share * other).astype(np.float32)


def _note_left_out(controls: Controls, on_note: OnNote) -> None:
    for note in left_out("tone", replace(controls, midi_note=None)):
        on_note(note)


def _hertz(words: str, controls: Controls) -> float:
    number = re.search(r"\d+(\.\d+)?", words)
    hertz = float(number.group()) if number else 220.0
    if controls.midi_note is not None:
        hertz = 440 * 2 ** ((controls.midi_note - 69) / 12)
    return min(20000.0, max(20.0, hertz))


def _phase(seed: int) -> float:
    return float(np.random.default_rng(seed).uniform(0, 2 * np.pi))


def _sine(hertz: float, frames: int, phase: float) -> Samples:
    time = np.arange(frames) / _RATE_HZ
    edge = np.minimum(np.arange(frames), np.arange(frames)[::-1]) / _FADE_FRAMES
    wave = _LEVEL * np.sin(2 * np.pi * hertz * time + phase) * np.minimum(edge, 1.0)
    return wave.astype(np.float32)[:, None]


def _blocks(samples: Samples, on_step: OnStep) -> Iterator[Samples]:
    steps = -(-len(samples) // _BLOCK_FRAMES)
    for step in range(steps):
        on_step(step, steps)
        yield samples[step * _BLOCK_FRAMES : (step + 1) * _BLOCK_FRAMES]
    on_step(steps, steps)
