import pytest
import torch

from engine.precision import fast_dtype, fast_multiplying


def test_a_gpu_takes_bfloat16_and_a_cpu_what_it_is_made_for() -> None:
    made_for = torch.cpu._is_amx_tile_supported()
    assert fast_dtype("cuda") is torch.bfloat16
    assert fast_dtype("cpu") is (torch.bfloat16 if made_for else torch.float32)


@pytest.mark.parametrize("made_for_it", [True, False])
def test_wide_layers_are_multiplied_in_bfloat16_only_where_that_is_fast(
    made_for_it: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(torch.cpu, "_is_amx_tile_supported", lambda: made_for_it)
    layer = torch.nn.Linear(4, 4)
    with fast_multiplying():
        found = layer(torch.ones(1, 4))
    assert found.dtype is (torch.bfloat16 if made_for_it else torch.float32)
