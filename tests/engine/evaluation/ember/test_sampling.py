"""Several prompts at once give what each gives alone, by the model's own way."""

from collections.abc import Sequence

import numpy as np
import pytest

from engine.audio import Samples
from engine.editing.levels import CEILING
from engine.evaluation.ember.asking import Asked, words_of
from engine.evaluation.ember.sampling import AT_ONCE_ON_CPU, Setting, batches, sampled, setting_of
from engine.families.stable_audio3 import StableAudio3
from engine.models.diffusion.model import DiffusionModel
from engine.tasks import Generate


def asked(prompts: Sequence[str], seconds: float = 0.3) -> list[Asked]:
    return [
        Asked(group="labels", name=prompt, number=number, prompt=prompt, seconds=seconds)
        for number, prompt in enumerate(prompts)
    ]


def alone(family: StableAudio3, each: Asked, setting: Setting) -> Samples:
    task = Generate(prompt=words_of(each), seconds=each.seconds, steps=setting.steps, guidance=setting.guidance)
    blocks = DiffusionModel("ember", family).generate(task, each.seed, lambda done, total: None, lambda note: None)
    return np.concatenate(list(blocks))


@pytest.mark.parametrize("guidance", [1.0, 3.0])
def test_a_clip_of_a_batch_is_as_a_request_for_it_alone(family: StableAudio3, guidance: float) -> None:
    wanted, setting = asked(["a kick drum", "", "dog"]), Setting(2, guidance)
    made = sampled(family, wanted, setting)
    for each, sound in zip(wanted, made, strict=True):
        assert sound.shape == (13_230,)
        # The decoder computes in bfloat16, where a rounding in a latent may be heard at -40 dB.
        assert np.corrcoef(sound, np.clip(alone(family, each, setting)[:, 0], -CEILING, CEILING))[0, 1] > 0.999
    assert abs(np.corrcoef(made[0], made[2])[0, 1]) < 0.9


def test_notes_are_held_as_a_request_holds_them(family: StableAudio3) -> None:
    wanted, setting = asked(["a piano on C4", "dog", "a piano on E2", "a synth on C4"]), Setting(2, 2.0)
    together = list(batches(family, wanted))
    assert sorted([each.number for each in batch] for batch in together) == [[0, 3], [1], [2]]
    for batch in together:
        for each, sound in zip(batch, sampled(family, batch, setting), strict=True):
            expected = np.clip(alone(family, each, setting)[:, 0], -CEILING, CEILING)
            assert np.corrcoef(sound, expected)[0, 1] > 0.999


def test_a_batch_holds_clips_of_as_many_columns(family: StableAudio3) -> None:
    wanted = [*asked(["a"] * 10, 0.3), *asked(["b", "c"], 1.0), *asked(["d"], 0.29)]
    found = list(batches(family, wanted))
    assert [len(batch) for batch in found] == [AT_ONCE_ON_CPU, 11 - AT_ONCE_ON_CPU, 2]
    assert {id(each) for batch in found for each in batch} == {id(each) for each in wanted}


def test_what_is_not_asked_for_is_as_the_model_likes_it(family: StableAudio3) -> None:
    assert setting_of(family, None, None) == Setting(5, 4.0)
    assert setting_of(family, 3, 2.5) == Setting(3, 2.5)
