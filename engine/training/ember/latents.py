"""The cache of latents as a file, and on the device where it is learned from."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save_file
from torch import Tensor

from engine.errors import MissingError, ModelError
from engine.models.codec.framing import SIZE
from engine.training.ember.items import Item, packed, unpacked

_FORMAT = "warmtone ember latents 1"
_SMALLEST_DEVIATION = 1e-3
PITCH_LOUDER = 4.0
"""How many times as wide as the others the pitch is to a generator: half a semitone off is a wrong note, and the same
share of another number is not heard. It is also seen through more noise, so that the others can fit it."""


@dataclass(frozen=True, slots=True, eq=False)
class LatentSet:
    """Latents of all items one after the other (columns, SIZE), where each starts, and how many columns each has.

    `silence` (SIZE,) is what follows a sound. `mean` (SIZE,) is that of the training items, and `deviation` too, but of
    the last number, the pitch, a part; latents are float16, as the codec gives them, and not yet normalised.
    """

    latents: Tensor
    starts: Tensor
    columns: Tensor
    seconds: Tensor
    silence: Tensor
    mean: Tensor
    deviation: Tensor
    items: tuple[Item, ...]

    def chosen(self, valid: bool) -> list[int]:
        """The numbers of the validation items, or of the others."""
        return [number for number, item in enumerate(self.items) if item.valid is valid]

    def cut(self, numbers: Tensor, first: Tensor, columns: int) -> Tensor:
        """Normalised latents (items, SIZE, columns) of items from a column on, float32; silence where they end."""
        at = first[:, None] + torch.arange(columns, device=first.device)
        inside = at < self.columns[numbers][:, None]
        where = (self.starts[numbers][:, None] + at).clamp(max=len(self.latents) - 1)
        found = torch.where(inside[..., None], self.latents[where].float(), self.silence)
        return ((found - self.mean) / self.deviation).transpose(1, 2)


def save_latents(path: Path, latents: Sequence[Tensor], items: Sequence[Item], silence: Tensor) -> None:
    """Write latents (columns, SIZE) of items, in half precision, and what is known of them as JSON in the header."""
    path.parent.mkdir(parents=True, exist_ok=True)
    tensors = {"latents": torch.cat(list(latents)).half().cpu(), "silence": silence.float().cpu()}
    # In one text, since several would come in any order: the same content gives the same bytes.
    facts = {"format": _FORMAT, "items": [packed(item) for item in items]}
    save_file(tensors, path, {"facts": json.dumps(facts, separators=(",", ":"))})


def read_latents(path: Path, device: torch.device) -> LatentSet:
    """The cache on a device; raises `MissingError` where there is none or it holds nothing to train on or to validate.

    Raises `ModelError` for a file of something else.
    """
    if not path.exists():
        raise MissingError(f"{path} isn't there: make the cache of latents first.")
    try:
        with safe_open(path, "pt") as file:
            facts = json.loads(file.metadata()["facts"])
            if facts["format"] != _FORMAT:
                raise ValueError(facts["format"])
            items = tuple(unpacked(each) for each in facts["items"])
            latents, silence = file.get_tensor("latents"), file.get_tensor("silence")
        return _latent_set(latents, items, silence, device)
    except (OSError, SafetensorError, KeyError, TypeError, ValueError, RuntimeError) as error:
        raise ModelError(f"{path} is no cache of latents ({error}): make it anew.") from error


def _latent_set(latents: Tensor, items: tuple[Item, ...], silence: Tensor, device: torch.device) -> LatentSet:
    columns = torch.tensor([item.columns for item in items])
    if latents.shape != (int(columns.sum()), SIZE) or silence.shape != (SIZE,):
        raise ValueError(f"latents of {tuple(latents.shape)} for {int(columns.sum())} columns")
    for valid in (False, True):
        if not any(item.valid is valid for item in items):
            raise MissingError(f"The cache holds no {'validation' if valid else 'training'} items: give clips of both.")
    learned = torch.tensor([not item.valid for item in items]).repeat_interleave(columns)
    deviation, mean = torch.std_mean(latents[learned].double(), dim=0)
    deviation[-1] /= PITCH_LOUDER
    return LatentSet(
        latents=latents.to(device),
        starts=(columns.cumsum(0) - columns).to(device),
        columns=columns.to(device),
        seconds=torch.tensor([item.seconds for item in items], device=device),
        silence=silence.to(device),
        mean=mean.float().to(device),
        deviation=deviation.clamp_min(_SMALLEST_DEVIATION).float().to(device),
        items=items,
    )
