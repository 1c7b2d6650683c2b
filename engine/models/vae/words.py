"""From the words of a prompt to the training clips whose captions hold them.

A word counts the more, the fewer clips hold it. Words are compared without case, plural s and hyphens: "hi-hat",
"hihat" and "hi hats" are one word, "7" is "seven", "Bb2" is "a#2".
"""

import difflib
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from math import log

from engine.errors import PromptError
from engine.models.contract import OnNote
from engine.models.vae.weights import Described
from engine.models.words.silent import SILENT

_NUMERALS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_ENOUGH = 0.8
"""Share of the best clip's fit from which on a clip fits as well."""
_MOST_NAMED = 5
_LONGEST_NAMED = 40
_FLATS = {"ab": "g#", "bb": "a#", "db": "c#", "eb": "d#", "gb": "f#"}


class Words:
    """The words of all training clips, and the clips that a prompt means."""

    def __init__(self, clips: Sequence[Described]) -> None:
        self._clips = tuple(frozenset(words_of(f"{clip.words} {clip.category}")) for clip in clips)
        self._categories = tuple(frozenset(words_of(clip.category)) for clip in clips)
        holders = Counter(word for clip in self._clips for word in clip)
        self._worth = {word: log(1 + len(clips) / count) for word, count in holders.items()}

    def clips_for(self, prompt: str, negative: str, on_note: OnNote) -> list[list[int]]:
        """Indices of the clips that fit a prompt best (any clip fits none) and hold no word of `negative`.

        They come in a list for each category that has some. Unknown words go to `on_note`. Raises `PromptError` where
        no word of the prompt is known, or no clip is left.
        """
        asked, unwanted = self._joined(words_of(prompt)), self._joined(words_of(negative))
        known = [word for word in asked if word in self._worth]
        if asked and not known:
            raise PromptError(f"No word of the prompt is known: {self._nearest_to(asked)}.")
        self._note_unknown([*asked, *unwanted], on_note)
        allowed = [index for index, clip in enumerate(self._clips) if clip.isdisjoint(unwanted)]
        fits = {index: self._fit(index, known) for index in allowed}
        best = max(fits.values(), default=0.0)
        if not allowed or (known and best == 0):
            raise PromptError(
                f"No sound is left for '{_short(prompt)}' without '{_short(negative)}': leave words of the second out."
            )
        return self._by_category(index for index in allowed if fits[index] >= _ENOUGH * best)

    def _by_category(self, indices: Iterable[int]) -> list[list[int]]:
        groups: dict[frozenset[str], list[int]] = {}
        for index in indices:
            groups.setdefault(self._categories[index], []).append(index)
        return list(groups.values())

    def _fit(self, index: int, known: list[str]) -> float:
        """Sum of the worth of the prompt's words that a clip holds; its category's count twice."""
        clip, category = self._clips[index], self._categories[index]
        return sum(self._worth[word] * (1 + (word in category)) for word in known if word in clip)

    def _note_unknown(self, words: list[str], on_note: OnNote) -> None:
        unknown = [word for word in words if word not in self._worth]
        if unknown:
            on_note(f"Left out, since no sound is known by these words: {self._nearest_to(unknown)}.")

    def _nearest_to(self, unknown: list[str]) -> str:
        """The unknown words, each with the known ones that look most like it, for a sentence."""
        named = [
            f"'{_short(word)}' (nearest known: {', '.join(self._nearest(word))})" for word in unknown[:_MOST_NAMED]
        ]
        return "; ".join(named) + (f" and {len(unknown) - _MOST_NAMED} more" if len(unknown) > _MOST_NAMED else "")

    def _nearest(self, word: str) -> list[str]:
        alike = difflib.get_close_matches(word, sorted(self._worth), n=3, cutoff=0.5)
        return alike or sorted(self._worth, key=lambda known: (self._worth[known], known))[:3]

    def _joined(self, words: list[str]) -> list[str]:
        """The words, each once, where two neighbours that are known only together ("hi hat") are one."""
        joined: dict[str, None] = {}
        rest = words[::-1]
        while rest:
            word = rest.pop()
            if word not in self._worth and rest and word + rest[-1] in self._worth:
                word += rest.pop()
            joined[word] = None
        return list(joined)


def _short(text: str) -> str:
    """A text for a sentence, which must fit into a datagram."""
    return text if len(text) <= _LONGEST_NAMED else text[:_LONGEST_NAMED] + "..."


def words_of(text: str) -> list[str]:
    """The words of a text as they are compared.

    >>> words_of("two soft Hi-Hats and a 7 on the note Bb2")
    ['two', 'soft', 'hihat', 'seven', 'note', 'a#2']
    """
    found = re.findall(r"[^\W_]+(?:[-'][^\W_]+)*#?\d*", text.lower())
    return [_plain(word) for word in found if word not in SILENT]


def _plain(word: str) -> str:
    word = word.replace("-", "").replace("'", "")
    if word.isdecimal() and int(word) < len(_NUMERALS):
        return _NUMERALS[int(word)]
    if re.fullmatch(r"[a-g]b\d", word):
        return _FLATS.get(word[:2], word[:2]) + word[2:]
    return word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith("ss") else word
