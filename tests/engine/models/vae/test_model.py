"""The bundled VAE, asked as the worker asks it."""

from collections.abc import Callable, Iterator
from itertools import count

import numpy as np
import pytest
import torch

from engine.audio import Audio, Samples, frames_of
from engine.errors import Cancelled, PromptError, RangeError
from engine.evaluation.log_mel import log_mel_distance
from engine.models.contract import OnStep
from engine.models.trial import try_out
from engine.models.vae import SpectrogramVae
from engine.models.vae.framing import framed
from engine.models.vae.render import PEAK
from engine.models.words.controls import Controls
from engine.tasks import Generate, Vary

RATE_HZ = 44100


def no_step(done: int, total: int) -> None:
    return None


def no_note(sentence: str) -> None:
    pytest.fail(f"nothing was to be said, but: {sentence}")


def generated(vae: SpectrogramVae, prompt: str = "snare", seconds: float = 1.0, seed: int = 0) -> Samples:
    return np.concatenate(list(vae.generate(Generate(prompt=prompt, seconds=seconds), seed, no_step, no_note)))


def varied(vae: SpectrogramVae, source: Samples, amount: float, seed: int = 0) -> Samples:
    blocks = vae.vary(Vary(amount=amount), Audio(source, RATE_HZ), seed, no_step, no_note)
    return np.concatenate(list(blocks))


def distance(one: Samples, other: Samples) -> float:
    return log_mel_distance(framed(one[:, 0]), framed(other[:, 0]))


def test_it_keeps_its_contract(vae: SpectrogramVae) -> None:
    card = try_out(vae, "vae")
    assert (card.rate_hz, card.channels, len(card.weights)) == (44100, 1, 16)


@pytest.mark.parametrize("frames", [882, 883, 12288, 12289, 44101, 65267])
def test_a_clip_has_exactly_the_frames_asked_for(vae: SpectrogramVae, frames: int) -> None:
    assert generated(vae, seconds=frames / RATE_HZ).shape == (frames, 1)
    assert varied(vae, np.ones((frames, 1), np.float32), 0.5).shape == (frames, 1)


def test_a_clip_comes_in_several_blocks(vae: SpectrogramVae) -> None:
    blocks = list(vae.generate(Generate(prompt="crash cymbal"), 0, no_step, no_note))
    assert len(blocks) > 2
    assert max(len(block) for block in blocks) < RATE_HZ / 3


def test_progress_comes_before_each_block_and_never_passes_its_total(vae: SpectrogramVae) -> None:
    steps: list[tuple[int, int]] = []
    before = 0
    for _ in vae.generate(Generate(prompt="kick"), 0, lambda done, total: steps.append((done, total)), no_note):
        assert len(steps) > before
        before = len(steps)
    assert [done for done, _ in steps] == list(range(len(steps)))
    assert {total for _, total in steps} == {len(steps)}


def test_the_same_seed_gives_the_same_samples(vae: SpectrogramVae) -> None:
    first = generated(vae, seed=5)
    torch.manual_seed(99)
    assert np.array_equal(first, generated(vae, seed=5))
    assert not np.array_equal(first, generated(vae, seed=6))
    assert np.array_equal(varied(vae, first, 0.4), varied(vae, first, 0.4))


@pytest.mark.parametrize("prompt", ["", "kick", "crash cymbal", "piano c4", "seven", "synth"])
def test_nothing_is_louder_than_its_ceiling_and_nothing_clicks(vae: SpectrogramVae, prompt: str) -> None:
    for seed in range(3):
        samples = generated(vae, prompt, 0.3, seed)
        assert 0.05 < np.abs(samples).max() <= PEAK
        assert samples[0, 0] == 0
        assert samples[-1, 0] == 0


@pytest.mark.parametrize("seconds", [0.0, 0.01, 1.5, 30.0])
def test_a_length_it_can_not_make_is_refused(vae: SpectrogramVae, seconds: float) -> None:
    with pytest.raises(RangeError, match=r"0\.02 to 1\.48 seconds"):
        generated(vae, seconds=seconds)


def test_an_unknown_prompt_is_refused_and_an_unknown_word_noted(vae: SpectrogramVae) -> None:
    with pytest.raises(PromptError, match=r"'snaer'.*snare"):
        generated(vae, "snaer")
    notes: list[str] = []
    list(vae.generate(Generate(prompt="snaer hit", seconds=0.1), 0, no_step, notes.append))
    assert len(notes) == 1
    assert "'snaer'" in notes[0]


def test_negative_words_change_what_is_drawn(vae: SpectrogramVae) -> None:
    task = Generate(prompt="drums", negative="snare kick tom hi-hat crash ride", seconds=0.2)
    assert len(np.concatenate(list(vae.generate(task, 0, no_step, no_note)))) == frames_of(0.2, RATE_HZ)
    with pytest.raises(PromptError, match="No sound is left"):
        next(vae.generate(Generate(prompt="snare", negative="snare"), 0, no_step, no_note))


@pytest.mark.parametrize("last_step", [0, 1, 5, 12])
def test_cancelling_at_any_step_leaves_the_model_as_it_was(vae: SpectrogramVae, last_step: int) -> None:
    before = generated(vae)
    with pytest.raises(Cancelled):
        list(cancelled_at(last_step, lambda on_step: vae.generate(Generate(prompt="snare"), 0, on_step, no_note)))
    assert not torch.is_inference_mode_enabled()
    assert np.array_equal(before, generated(vae))


def cancelled_at(last_step: int, play: Callable[[OnStep], Iterator[Samples]]) -> Iterator[Samples]:
    steps = count()

    def on_step(done: int, total: int) -> None:
        if next(steps) == last_step:
            raise Cancelled

    return play(on_step)


@pytest.mark.parametrize(("prompt", "seed"), [("snare", 1), ("piano", 2), ("synth bass", 3)])
def test_variations_go_farther_with_the_amount(vae: SpectrogramVae, prompt: str, seed: int) -> None:
    source = generated(vae, prompt, seed=seed)
    own = varied(vae, source, 0.0, seed)
    distances = [distance(own, varied(vae, source, amount, seed)) for amount in (0.0, 0.2, 0.5, 1.0)]
    assert distances == sorted(distances)
    assert distances[0] == 0
    assert distances[-1] > distances[1] + 0.5


def test_no_variation_at_all_is_near_to_the_source(vae: SpectrogramVae) -> None:
    source = generated(vae, "snare", seed=3)
    others = [distance(source, generated(vae, prompt)) for prompt in ("kick", "flute", "seven")]
    assert distance(source, varied(vae, source, 0.0)) < min(others) / 2


def test_a_variation_is_as_loud_as_its_source(vae: SpectrogramVae) -> None:
    source = generated(vae, "snare") * np.float32(0.1)
    assert np.abs(varied(vae, source, 0.3)).max() == pytest.approx(np.abs(source).max(), rel=0.3)
    assert not varied(vae, np.zeros((5000, 1), np.float32), 0.3).any()


def test_nobody_elses_gradients_are_switched_off_between_blocks(vae: SpectrogramVae) -> None:
    blocks = vae.generate(Generate(prompt="kick"), 0, no_step, no_note)
    next(blocks)
    assert not torch.is_inference_mode_enabled()
    assert torch.is_grad_enabled()


def test_what_is_set_beside_the_words_is_told_to_be_left_out(vae: SpectrogramVae) -> None:
    notes: list[str] = []
    task = Generate(prompt="snare", seconds=1.0, controls=Controls(midi_note=60, brightness=0.5))
    pitched = np.concatenate(list(vae.generate(task, 0, no_step, notes.append)))
    assert notes == ["vae can't be told a pitch or brightness: left out; say it in words, or name a model that can."]
    np.testing.assert_array_equal(pitched, generated(vae))
