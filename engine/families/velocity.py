"""v-prediction (Salimans and Ho 2022) over `x = clean + sigma * noise`, as Karras et al. 2022 write it.

On latents of a deviation `d` the network sees `x / sqrt(sigma^2 + d^2)` and predicts a velocity `v`; then `clean` is
`x * d^2 / (sigma^2 + d^2) - v * sigma * d / sqrt(sigma^2 + d^2)`.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from torch import Tensor

from engine.errors import ModelError
from engine.families.folder import Folder


@dataclass(frozen=True, slots=True)
class Velocity:
    """What the network was trained with: its range of sigma, the latents' deviation, and how it is told a sigma."""

    lowest_sigma: float
    highest_sigma: float
    data_sigma: float
    time_of: Callable[[float], float]

    def seen(self, latents: Tensor, sigma: float) -> Tensor:
        """What the network sees of latents under noise."""
        return latents / math.hypot(sigma, self.data_sigma)

    def clean(self, latents: Tensor, sigma: float, velocity: Tensor) -> Tensor:
        """The estimate of clean latents that a predicted velocity is."""
        whole = math.hypot(sigma, self.data_sigma)
        return latents * (self.data_sigma / whole) ** 2 - velocity * (sigma * self.data_sigma / whole)


def cosine_time(sigma: float) -> float:
    """The time, 0..1, of a cosine schedule: what the released weights of Stable Audio Open are told.

    >>> round(cosine_time(1.0), 3)
    0.5
    """
    return 2 / math.pi * math.atan(sigma)


def logarithmic_time(sigma: float) -> float:
    """What networks are told that were trained as those of Karras et al. 2022.

    >>> logarithmic_time(1.0)
    0.0
    """
    return math.log(sigma) / 4


TIMES: Mapping[str, Callable[[float], float]] = {
    "CosineDPMSolverMultistepScheduler": cosine_time,
    "EDMDPMSolverMultistepScheduler": logarithmic_time,
}
"""How each scheduler of diffusers that such a model may come with tells its network a sigma."""


def velocity_of(folder: Folder) -> Velocity:
    """What the scheduler's file says; raises `ModelError` where it can't be used.

    The scheduler's own class isn't needed, and one of them asks for torchsde, which few have.
    """
    config, kind = folder.config("scheduler"), folder.classes["scheduler"][1]
    if kind not in TIMES or config.get("prediction_type") != "v_prediction":
        raise ModelError(
            f"The scheduler of {folder.path} is {kind} for {config.get('prediction_type')}; {' and '.join(TIMES)} for "
            "v_prediction are known: use a model with one of these."
        )
    lowest, highest, data = (_sigma(config.get(name)) for name in ("sigma_min", "sigma_max", "sigma_data"))
    if not 0 < lowest < highest < math.inf or not 0 < data < math.inf:
        raise ModelError(
            f"The scheduler of {folder.path} goes from a sigma of {highest} to {lowest} with data of {data}; these are "
            "numbers above 0, and it goes down: get the model anew."
        )
    return Velocity(lowest, highest, data, TIMES[kind])


def _sigma(value: object) -> float:
    return float(value) if isinstance(value, int | float) else math.nan
