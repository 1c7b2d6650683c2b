"""Windows and overlaps: what is heard of a frame that sounds."""

from typing import Any

import numpy as np
import pytest
import torch

from engine.models.codec.framing import BINS
from engine.models.codec.overlap import analysis_window, heard_again, synthesis_window

CPU = torch.device("cpu")


@pytest.mark.parametrize("arrays", [np, torch])
def test_a_frame_is_heard_again_as_by_transforming_it_there_and_back(arrays: Any) -> None:
    spectra = torch.randn(2, BINS, dtype=torch.complex64, generator=torch.Generator().manual_seed(0))
    both = synthesis_window(CPU) * analysis_window(CPU)
    given = spectra.numpy() if arrays is np else spectra
    before = spectra.clone()
    heard = heard_again(arrays, given)
    assert heard.dtype == given.dtype
    torch.testing.assert_close(torch.as_tensor(heard), torch.fft.rfft(torch.fft.irfft(spectra) * both))
    assert torch.equal(spectra, before)
