"""Words that mean the same or nearly so, and words that are a kind of another, written by hand in `lexicon.txt`.

One line is one of

    hi-hat, hihat, high hat           a group: the pack's word, then others that may stand for it
    labrador, poodle < dog            kinds: each on the left is a kind of what stands on the right
    # Animals                         a heading, which is not read; nor are empty lines

Case, hyphens and accents do not matter. A word is in one group at most, since what it is exchanged for must be clear.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from engine.errors import MissingError
from engine.models.words.saying import plain

LEXICON = Path(__file__).with_name("lexicon.txt")


@dataclass(frozen=True)
class Lexicon:
    """Groups as they are written, and pairs of a word with what it is a kind of."""

    groups: tuple[tuple[str, ...], ...]
    kinds: tuple[tuple[str, str], ...]

    @cached_property
    def longest(self) -> int:
        """Words of the longest entry."""
        return max((len(entry.split()) for entry in (*self._groups, *self._kinds)), default=0)

    def synonyms(self, words: str) -> tuple[str, ...]:
        """The group of some plain words, themselves included; nothing for words that are in none."""
        return self._groups.get(words, ())

    def instead_of(self, words: str) -> tuple[str, ...]:
        """What may stand for plain words that the pack uses; nothing where they are another's synonym.

        A kick is a kick drum, but not every "kick" in a caption is a drum.
        """
        group = self.synonyms(words)
        return group[1:] if group and plain(group[0]) == words else ()

    def kinds_of(self, words: str) -> tuple[str, ...]:
        """What some plain words, or those that mean the same, are a kind of."""
        return self._kinds.get(words, ())

    def narrower(self, words: str) -> tuple[str, ...]:
        """Words in no group that name a kind of the plain words: sounds that the pack has no word for."""
        return self._narrower.get(words, ())

    @cached_property
    def _narrower(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for word, kind in self.kinds:
            if not self.synonyms(plain(word)):
                found.setdefault(plain(kind), []).append(word)
        return {kind: tuple(words) for kind, words in found.items()}

    @cached_property
    def _groups(self) -> Mapping[str, tuple[str, ...]]:
        return {plain(word): group for group in self.groups for word in group}

    @cached_property
    def _kinds(self) -> Mapping[str, tuple[str, ...]]:
        found: dict[str, list[str]] = {}
        for word, kind in self.kinds:
            for same in self._groups.get(plain(word), (word,)):
                found.setdefault(plain(same), []).append(kind)
        return {word: tuple(kinds) for word, kinds in found.items()}


def read_lexicon(file: Path = LEXICON) -> Lexicon:
    """The lexicon of a file; raises `MissingError` where it isn't there or a line of it is neither group nor kinds."""
    try:
        lines = file.read_text(encoding="utf-8").splitlines()
    except FileNotFoundError:
        raise MissingError(f"{file} isn't there: install Warmtone again.") from None
    entries = [(number, line) for number, line in enumerate(lines, 1) if line.strip() and not line.startswith("#")]
    groups = [_group(file, number, line) for number, line in entries if "<" not in line]
    kinds = [kind for number, line in entries if "<" in line for kind in _kinds(file, number, line)]
    _check_once(file, groups)
    return Lexicon(tuple(groups), tuple(kinds))


def _group(file: Path, number: int, line: str) -> tuple[str, ...]:
    group = _words(file, number, line)
    if len(group) < 2:
        raise MissingError(f"Line {number} of {file} names one word: write at least two that mean the same.")
    return group


def _kinds(file: Path, number: int, line: str) -> list[tuple[str, str]]:
    left, _, right = line.partition("<")
    if "<" in right or "," in right:
        raise MissingError(f"Line {number} of {file} names several kinds: write one behind the <.")
    (kind,) = _words(file, number, right)
    return [(word, kind) for word in _words(file, number, left)]


def _words(file: Path, number: int, line: str) -> tuple[str, ...]:
    words = tuple(word.strip() for word in line.split(","))
    if not all(plain(word) for word in words):
        raise MissingError(f"Line {number} of {file} has an empty place: write words between its commas.")
    return words


def _check_once(file: Path, groups: Sequence[tuple[str, ...]]) -> None:
    seen: dict[str, tuple[str, ...]] = {}
    for group in groups:
        for word in group:
            if seen.setdefault(plain(word), group) != group:
                raise MissingError(f"{file} has '{word}' in two groups, '{seen[plain(word)][0]}' and '{group[0]}'.")
