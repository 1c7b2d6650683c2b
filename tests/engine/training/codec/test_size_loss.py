"""What magnitudes are told: the right ones cost nothing, wrong ones more, and each learns from its own error."""

import torch
from torch import Tensor

from engine.models.codec.framing import HOP, LAG, WINDOW
from engine.models.codec.magnitudes import magnitudes
from engine.training.codec.size_loss import size_loss

COUNT = 66
SAMPLES = COUNT * HOP - LAG


def sound() -> Tensor:
    noise = torch.randn(1, SAMPLES, generator=torch.Generator().manual_seed(0))
    return 0.1 * noise + 0.3 * torch.sin(torch.arange(SAMPLES) * 0.1)


def sizes_of(true: Tensor) -> Tensor:
    """The magnitudes (1, COUNT, BINS) of windows that are centred on every hop."""
    padded = torch.nn.functional.pad(true, (WINDOW // 2, WINDOW))
    hann = torch.hann_window(WINDOW)
    found = torch.stft(padded, WINDOW, HOP, window=hann, center=False, return_complex=True)
    return magnitudes(found).transpose(1, 2)[:, :COUNT]


def test_true_magnitudes_cost_nothing() -> None:
    loss, distance = size_loss(sizes_of(sound()), sound())
    assert loss < 1e-4
    assert distance < 1e-4


def test_twice_as_loud_is_a_distance_of_the_logarithm_of_two() -> None:
    _, distance = size_loss(2 * sizes_of(sound()), sound())
    assert abs(float(distance) - 0.693) < 0.01


def test_the_right_levels_of_another_noise_cost_less_than_wrong_ones() -> None:
    smooth = sizes_of(sound()).mean(1, keepdim=True).expand(-1, COUNT, -1)
    right, _ = size_loss(smooth, sound())
    wrong, _ = size_loss(1.5 * smooth, sound())
    assert right < wrong


def test_a_magnitude_that_is_too_large_is_told_so_and_no_other() -> None:
    sizes = sizes_of(sound())
    sizes[0, 30, 5] *= 4
    sizes.requires_grad_()
    (gradient,) = torch.autograd.grad(size_loss(sizes, sound())[0], sizes)
    assert gradient[0, 30, 5] > 10 * gradient[0, 30, 40:].abs().max()
