"""How long what words name goes on: a rimshot is over in a second, however long the take that is asked for.

Without it a generator that is told three seconds fills them, a rimshot's with noise.
"""

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn

LASTING = "lasting"
"""Its folder among a model's parts."""
GOES_ON_SECONDS = 3.0
"""What is thought to be heard for so long may go on for any time: clips of rain are cut somewhere."""


class Lasting(ModelMixin, ConfigMixin):  # type: ignore[misc]  # diffusers is not typed
    """Two layers from a text's place among sounds to how long these are."""

    @register_to_config  # type: ignore[untyped-decorator]
    def __init__(self, space: int = 128, width: int = 64) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.first = nn.Linear(space, width)
        self.last = nn.Linear(width, 1)

    def forward(self, places: Tensor) -> Tensor:
        """Octaves over a second (batch,) of places (batch, space) of length 1."""
        octaves: Tensor = self.last(nn.functional.gelu(self.first(places)))[:, 0]
        return octaves

    @torch.inference_mode()
    def seconds(self, place: Tensor) -> float:
        """Seconds that a sound at this place (1, space) is heard; infinite where it may go on."""
        found = 2.0 ** float(self(place.float())[0])
        return found if found < GOES_ON_SECONDS else float("inf")
