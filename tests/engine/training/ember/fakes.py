"""A small cache, a tiny shape, and words that are told letter by letter."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import torch
from torch import Tensor, nn

from engine.models.codec.framing import LATENT_HOP, RATE_HZ, SIZE
from engine.training.ember.clips import ClipFacts, Clips
from engine.training.ember.items import Item, Kind
from engine.training.ember.latents import LatentSet, read_latents, save_latents
from engine.training.ember.shape import Shape

TINY = Shape(width=32, depth=2, heads=2, wider=1.0, memory_tokens=2, text_width=32, longest_seconds=6.0)
TOKENS = 5
CPU = torch.device("cpu")


class Letters(nn.Module):
    """Numbers for each letter from a table, and what a generator is told of them, which it may change."""

    def __init__(self) -> None:
        super().__init__()
        self.table = nn.Embedding.from_pretrained(torch.randn(128, TINY.text_width, generator=seeded(9)))
        self.tell = nn.Linear(TINY.text_width, TINY.text_width, bias=False)
        nn.init.eye_(self.tell.weight)

    @property
    def telling(self) -> tuple[nn.Module, ...]:
        return (self.tell,)

    def forward(self, ids: Tensor, attention_mask: Tensor) -> tuple[Tensor]:
        return (self.tell(self.table(ids)) * attention_mask[..., None],)


class LetterWords:
    """Each text has as many tokens as letters, at most five; remembers what it was asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.text_encoder = Letters()

    def read(self, texts: Sequence[str]) -> tuple[Tensor, Tensor]:
        self.asked += texts
        ids = torch.tensor([[ord(letter) for letter in text[:TOKENS].ljust(TOKENS)] for text in texts])
        read = torch.tensor([[place < len(text) for place in range(TOKENS)] for text in texts])
        return ids, read.long()


def seeded(seed: int) -> torch.Generator:
    return torch.Generator().manual_seed(seed)


def caption_of(item: Item, random: Random) -> str:
    return item.caption


def item(clip: int = 0, columns: int = 10, **facts: object) -> Item:
    """A training item whose sound ends with its columns, unless told otherwise."""
    known: dict[str, object] = {
        "clip": clip,
        "variant": 0,
        "note": None,
        "seconds": columns * LATENT_HOP / RATE_HZ,
        "columns": columns,
        "caption": f"sound {clip}",
        "label": f"label {clip}",
        "category": "drums",
        "valid": False,
    }
    return Item(**known | facts)  # type: ignore[arg-type]


def latent_set(path: Path, items: Sequence[Item]) -> LatentSet:
    """A cache of these items: the first number of a latent counts an item's columns from 1, the others are noise."""
    latents = []
    for number, each in enumerate(items):
        drawn = torch.randn(each.columns, SIZE, generator=seeded(number))
        drawn[:, 0] = torch.arange(1, each.columns + 1)
        latents.append(drawn)
    save_latents(path / "latents.safetensors", latents, items, torch.full((SIZE,), -3.0))
    return read_latents(path / "latents.safetensors", CPU)


def small_set(path: Path) -> LatentSet:
    """Eight items to train on and four to validate with."""
    return latent_set(path, [item(clip, 6 + clip, valid=clip >= 8) for clip in range(12)])


def joined(first: str, second: str, kind: Kind) -> str:
    return f"{first} {kind} {second}"


def clips(*facts: ClipFacts, frames: int = 3000) -> Clips:
    """Clips of these facts: a tone each, 110 Hz higher from one to the next, a little longer too."""

    def samples_of(number: int) -> Tensor:
        seconds = torch.arange(frames + 100 * number) / RATE_HZ
        return 0.5 * torch.sin(2 * torch.pi * 110 * (number + 2) * seconds)

    return Clips(facts, samples_of)


def facts(label: str = "kick", category: str = "drums", note: float | None = None, valid: bool = False) -> ClipFacts:
    return ClipFacts(f"a {label}", label, category, note, valid)
