"""Scale-invariant signal-to-distortion ratio, by auraloss (Le Roux et al., 2019)."""

import torch
from auraloss.time import SISDRLoss

from engine.evaluation.sounds import Mono


def si_sdr(reference: Mono, generated: Mono) -> float:
    """Decibels: the power of the reference, scaled to fit best, over the power of what is left; higher is nearer.

    It hears phases: a sound that is resynthesised can be very near and still lie at -20 dB. Both sounds have the same
    shape (frames,).
    """
    one, other = torch.from_numpy(reference)[None, None], torch.from_numpy(generated)[None, None]
    return -float(SISDRLoss()(other, one))
