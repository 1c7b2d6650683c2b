"""How well averaged weights find validation sounds by their captions, and captions by sounds."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from engine.evaluation.retrieval import Retrieval, retrieval
from engine.models.ear.network import Ear
from engine.models.words.text_encoder import TextEncoder
from engine.training.words.lessons import Lessons, read
from engine.training.words.sounds import whole

_TOGETHER = 32
_DIGITS_OF_EACH = 3
_DIGITS = "spoken_digits"


@dataclass(frozen=True, slots=True)
class Found:
    """Sounds asked for by a caption, and captions asked for by a sound."""

    sounds: Retrieval
    captions: Retrieval

    @property
    def missed(self) -> float:
        """The mean share of the queries, 0..1, without a right answer among ten, five and one."""
        each = [share for way in (self.sounds, self.captions)
                for share in (way.reached.at_1, way.reached.at_5, way.reached.at_10)]  # fmt: skip
        return 1 - sum(each) / len(each)


@torch.inference_mode()
def found(text: TextEncoder, ear: Ear, lessons: Lessons, device: torch.device) -> Found:
    """Both encoders tried on the validation sounds, three of each spoken digit among them."""
    chosen = examined(lessons)
    captions = [lessons.words[number].caption for number in chosen]
    asked = list(dict.fromkeys(captions))
    tokens = read(lessons.tokenizer, asked, device)
    words = text.placed(tokens.ids, tokens.mask).float().cpu().numpy()
    places = torch.cat([_placed(ear, lessons, chosen[at : at + _TOGETHER]) for at in range(0, len(chosen), _TOGETHER)])
    sounds: Any = places.float().cpu().numpy()
    return Found(retrieval(words, sounds, asked, captions), retrieval(sounds, words, captions, asked))


def examined(lessons: Lessons) -> list[int]:
    """The numbers of the sounds that are tried."""
    digits: dict[str, int] = {}
    chosen = []
    for number in lessons.sounds.of_split(valid=True):
        clip = lessons.words[number]
        digits[clip.label] = digits.get(clip.label, 0) + (clip.category == _DIGITS)
        if clip.category != _DIGITS or digits[clip.label] <= _DIGITS_OF_EACH:
            chosen.append(number)
    return chosen


def _placed(ear: Ear, lessons: Lessons, numbers: list[int]) -> Tensor:
    batch = whole(lessons.sounds, numbers)
    points: Tensor = ear(batch.spectrograms, batch.mask)
    return points
