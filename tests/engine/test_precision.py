from collections.abc import Iterator

import pytest
import torch

from engine import precision
from engine.precision import fast_dtype, fast_multiplying, multiplies_bfloat16_faster


@pytest.fixture(autouse=True)
def found_out_anew() -> Iterator[None]:
    multiplies_bfloat16_faster.cache_clear()
    yield
    multiplies_bfloat16_faster.cache_clear()


def on_a_machine(monkeypatch: pytest.MonkeyPatch, float32: float, bfloat16: float) -> None:
    seconds = {torch.float32: float32, torch.bfloat16: bfloat16}
    monkeypatch.setattr(precision, "_seconds", seconds.__getitem__)


def test_this_machine_takes_what_it_multiplies_faster() -> None:
    assert fast_dtype("cpu") is (torch.bfloat16 if multiplies_bfloat16_faster() else torch.float32)


def test_a_gpu_takes_bfloat16() -> None:
    assert fast_dtype("cuda") is torch.bfloat16


@pytest.mark.parametrize(
    ("float32", "bfloat16", "wanted"),
    [
        (2e-3, 1e-3, torch.bfloat16),
        (2e-3, 0.1, torch.float32),
        (2e-3, 3e-3, torch.float32),
        (2e-3, 1.9e-3, torch.float32),
    ],
    ids=["made for it", "not made for it", "instructions and no gain", "a gain that the rest loses"],
)
def test_wide_layers_are_multiplied_in_bfloat16_only_where_that_is_fast(
    monkeypatch: pytest.MonkeyPatch, float32: float, bfloat16: float, wanted: torch.dtype
) -> None:
    on_a_machine(monkeypatch, float32, bfloat16)
    layer = torch.nn.Linear(4, 4)
    with fast_multiplying():
        found = layer(torch.ones(1, 4))
    assert found.dtype is wanted


def test_one_slow_try_does_not_decide(monkeypatch: pytest.MonkeyPatch) -> None:
    bfloat16 = iter([1e-3, 1e-3, 5e-2, 1e-3, 1e-3])
    monkeypatch.setattr(precision, "_seconds", lambda dtype: 2e-3 if dtype is torch.float32 else next(bfloat16))
    assert fast_dtype() is torch.bfloat16
