"""v-prediction: diffusers' own preconditioning, for both of its schedulers, and what can't be used."""

import sys
from importlib import import_module
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
import torch
from diffusers import EDMDPMSolverMultistepScheduler

from engine import ModelError
from engine.families.folder import looked_at
from engine.families.velocity import TIMES, Velocity, velocity_of
from tests.engine.families.test_loading import edited
from tests.engine.families.tiny import copied

COSINE = "CosineDPMSolverMultistepScheduler"
SETTINGS = {"sigma_min": 0.3, "sigma_max": 500.0, "prediction_type": "v_prediction"}


@pytest.fixture
def cosine(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The scheduler of the released weights; it asks for torchsde, but not for what is compared here."""
    for name in ("scheduling_dpmsolver_sde", "scheduling_cosine_dpmsolver_multistep"):
        monkeypatch.delitem(sys.modules, f"diffusers.schedulers.{name}", raising=False)
    if "torchsde" not in sys.modules:
        monkeypatch.setitem(sys.modules, "torchsde", ModuleType("torchsde"))
    return getattr(import_module("diffusers.schedulers.scheduling_cosine_dpmsolver_multistep"), COSINE)


def assert_the_same(ours: Velocity, theirs: Any) -> None:
    latents, predicted = torch.randn(2, 4, 6), torch.randn(2, 4, 6)
    for sigma in (500.0, 20.0, 1.0, 0.3, 0.01):
        told = torch.tensor(sigma)
        assert ours.time_of(sigma) == pytest.approx(float(theirs.precondition_noise(told)), rel=1e-5)
        torch.testing.assert_close(ours.seen(latents, sigma), theirs.precondition_inputs(latents, told))
        clean = theirs.precondition_outputs(latents, predicted, told)
        torch.testing.assert_close(ours.clean(latents, sigma, predicted), clean, atol=1e-5, rtol=1e-5)


@pytest.mark.parametrize("data_sigma", [1.0, 0.5])
def test_both_schedulers_precondition_as_we_do(cosine: Any, data_sigma: float) -> None:
    for kind in (cosine, EDMDPMSolverMultistepScheduler):
        theirs = kind(sigma_data=data_sigma, **SETTINGS)
        assert_the_same(Velocity(0.3, 500.0, data_sigma, TIMES[kind.__name__]), theirs)


def test_the_velocity_of_what_is_known_gives_the_clean_latents() -> None:
    clean, noise = torch.randn(2, 4, 6), torch.randn(2, 4, 6)
    for sigma in (100.0, 1.0, 0.3):
        angle = torch.tensor(sigma).atan()
        velocity = angle.cos() * noise - angle.sin() * clean
        found = Velocity(0.3, 500.0, 1.0, TIMES[COSINE]).clean(clean + sigma * noise, sigma, velocity)
        torch.testing.assert_close(found, clean, atol=1e-4, rtol=1e-4)


def test_the_released_weights_scheduler_is_read_without_its_class(
    stable_audio_open_folder: Path, tmp_path: Path
) -> None:
    own = copied(stable_audio_open_folder, tmp_path)
    edited("model_index.json", scheduler=["diffusers", COSINE])(own)
    velocity = velocity_of(looked_at(own))
    assert (velocity.lowest_sigma, velocity.highest_sigma, velocity.data_sigma) == (0.3, 500.0, 1.0)
    assert velocity.time_of(1.0) == pytest.approx(0.5)


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"prediction_type": "epsilon"}, "for epsilon"),
        ({"prediction_type": None}, "for None"),
        ({"sigma_max": 0.2}, "it goes down"),
        ({"sigma_min": 0}, "numbers above 0"),
        ({"sigma_min": -1.0}, "numbers above 0"),
        ({"sigma_max": float("inf")}, "numbers above 0"),
        ({"sigma_max": float("nan")}, "numbers above 0"),
        ({"sigma_data": "one"}, "numbers above 0"),
        ({"sigma_data": None}, "numbers above 0"),
    ],
)
def test_a_schedule_that_can_not_be_is_refused(
    stable_audio_open_folder: Path, tmp_path: Path, changes: dict[str, object], says: str
) -> None:
    own = copied(stable_audio_open_folder, tmp_path)
    edited("scheduler/scheduler_config.json", **changes)(own)
    with pytest.raises(ModelError, match=says):
        velocity_of(looked_at(own))


def test_another_scheduler_is_refused(stable_audio_open_folder: Path, tmp_path: Path) -> None:
    own = copied(stable_audio_open_folder, tmp_path)
    edited("model_index.json", scheduler=["diffusers", "DDIMScheduler"])(own)
    with pytest.raises(ModelError, match="is DDIMScheduler for v_prediction"):
        velocity_of(looked_at(own))
