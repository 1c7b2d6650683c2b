"""A light multi-scale STFT discriminator, after EnCodec (Defossez et al., 2022), with hinge and feature losses.

Without dilation: on CPUs the gradient of a dilated two-dimensional convolution in bfloat16 comes out not a number.
"""

import torch
from torch import Tensor, nn

_WINDOWS = (2048, 1024, 512)
_WIDTHS = (16, 32, 48)
_COMPRESSION = 0.3

Judgement = list[tuple[Tensor, list[Tensor]]]
"""For each window: the verdict, (batch, 1, frames, bands), and the features on the way to it."""


class Critic(nn.Module):
    """Samples (batch, frames) to a judgement: high where they sound recorded, low where they sound made."""

    def __init__(self) -> None:
        super().__init__()
        self.scales = nn.ModuleList(_Scale(window) for window in _WINDOWS)

    def forward(self, samples: Tensor) -> Judgement:
        return [scale(samples) for scale in self.scales]


class _Scale(nn.Module):
    def __init__(self, window: int) -> None:
        super().__init__()
        self.window = window
        self.hann: Tensor
        self.register_buffer("hann", torch.hann_window(window), persistent=False)
        self.layers = nn.ModuleList(
            [
                nn.Conv2d(2, _WIDTHS[0], (3, 9), padding=(1, 4), stride=(1, 4)),
                nn.Conv2d(_WIDTHS[0], _WIDTHS[1], (3, 5), padding=(1, 2), stride=(1, 2)),
                nn.Conv2d(_WIDTHS[1], _WIDTHS[2], (3, 5), padding=(1, 2), stride=(1, 2)),
                nn.Conv2d(_WIDTHS[2], _WIDTHS[2], 3, padding=1),
            ]
        )
        self.last = nn.Conv2d(_WIDTHS[2], 1, 3, padding=1)

    def forward(self, samples: Tensor) -> tuple[Tensor, list[Tensor]]:
        x = self._seen(samples)
        features = []
        for layer in self.layers:
            x = nn.functional.leaky_relu(layer(x), 0.2)
            features.append(x)
        return self.last(x).float(), features

    def _seen(self, samples: Tensor) -> Tensor:
        """The complex spectra (batch, 2, frames, bins), their magnitudes compressed."""
        spectra = torch.stft(
            samples, self.window, self.window // 4, window=self.hann, pad_mode="constant", return_complex=True
        )
        parts = torch.view_as_real(spectra)
        size = (parts.square().sum(-1, keepdim=True) + 1e-8).sqrt()
        return (parts * size ** (_COMPRESSION - 1)).permute(0, 3, 2, 1)


def critic_loss(real: Judgement, made: Judgement) -> Tensor:
    """The hinge: real verdicts above 1, made ones below -1."""
    each = [
        nn.functional.relu(1 - right).mean() + nn.functional.relu(1 + wrong).mean()
        for (right, _), (wrong, _) in zip(real, made, strict=True)
    ]
    return torch.stack(each).mean()


def deception_loss(made: Judgement) -> Tensor:
    """Small where made sound is taken for real."""
    return torch.stack([-verdict.mean() for verdict, _ in made]).mean()


def feature_loss(real: Judgement, made: Judgement) -> Tensor:
    """How far the features of made sound lie from those of the real one, relative to these."""
    each = [
        (right.detach().float() - wrong.float()).abs().mean() / (right.detach().float().abs().mean() + 1e-3)
        for (_, rights), (_, wrongs) in zip(real, made, strict=True)
        for right, wrong in zip(rights, wrongs, strict=True)
    ]
    return torch.stack(each).mean()
