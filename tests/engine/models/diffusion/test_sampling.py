"""How often the network is told what to lead away from: in a line not at every step, on a ring at each."""

from dataclasses import replace

import pytest

from engine.families.defaults import Defaults
from engine.families.stable_audio3 import StableAudio3
from engine.models.diffusion.model import DiffusionModel
from engine.tasks import Edit, Loop, Style, Transform
from tests.engine.families.conftest import *  # noqa: F403
from tests.engine.families.test_guidance import rows_asked
from tests.engine.models.diffusion.test_model import heard, silent, whole

LED = Style(prompt="rain")


@pytest.mark.parametrize(
    ("task", "rows"), [(Transform(strength=1.0, style=LED), [2, 2, 1, 2, 1]), (Loop(seconds=0.5, style=LED), [2] * 5)]
)
def test_what_guidance_changes_is_kept_where_latents_stay(
    stable_audio3: StableAudio3, task: Edit, rows: list[int]
) -> None:
    in_turns = replace(stable_audio3, defaults=Defaults(5, 3.0, in_turns=True))
    model = DiffusionModel("tiny", in_turns)
    with rows_asked(in_turns) as asked:
        whole(model.edit(task, (heard(model),), 3, silent, lambda note: None))
    assert asked == rows
