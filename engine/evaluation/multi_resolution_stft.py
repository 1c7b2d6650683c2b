"""Multi-resolution STFT distance, by auraloss: spectral convergence and log magnitudes (Yamamoto et al., 2020)."""

import torch
from auraloss.freq import MultiResolutionSTFTLoss

from engine.evaluation.sounds import Mono

_LONGEST_WINDOW = 2048


def multi_resolution_stft_distance(reference: Mono, generated: Mono) -> float:
    """The mean over transforms of 1024, 2048 and 512 samples (windows 600, 1200, 240; hops 120, 240, 50) of

    |R - G| / |R| (Frobenius norms of the magnitudes R and G) plus the mean absolute difference of ln R and ln G.
    Both sounds have the same shape (frames,); sounds shorter than a window are padded with silence.
    """
    missing = max(0, _LONGEST_WINDOW - len(reference))
    one, other = (
        torch.nn.functional.pad(torch.from_numpy(samples), (0, missing))[None, None]
        for samples in (reference, generated)
    )
    return float(MultiResolutionSTFTLoss()(other, one))
