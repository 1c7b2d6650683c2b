"""Ember's ear as it comes with Warmtone: where its weights are, and how the worker gets it. Needs no torch."""

import sys
from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path

from engine.errors import MissingError
from engine.placing import Ear

PARTS = ("text_encoder", "tokenizer", "ear")
_LIBRARIES = {"torch", "diffusers", "transformers"}


@dataclass(frozen=True, slots=True)
class EarInFolder:
    """Loads an ear and the text encoder that shares its space from a folder in diffusers' layout."""

    folder: Path

    @property
    def at_hand(self) -> bool:
        """Whether loading takes a tenth of a second: where the libraries are imported already."""
        return sys.modules.keys() >= _LIBRARIES

    def __call__(self) -> Ear:
        """Raises `MissingError` where a part isn't there, `ModelError` where one can't be used."""
        missing = [part for part in PARTS if not (self.folder / part).is_dir()]
        if missing:
            raise MissingError(
                f"Sounds can't be heard here: {self.folder} has no {', '.join(missing)}. Install Warmtone anew."
            )
        from engine.models.ear.words_and_sounds import load_words_and_sounds

        return load_words_and_sounds(self.folder)


def shipped_ear() -> EarInFolder:
    """The one that comes with Warmtone."""
    return EarInFolder(Path(str(files("engine"))) / "weights" / "ember")
