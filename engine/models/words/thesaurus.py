"""Words that no sound was called by, read as words that mean the same, or what they are a kind of.

A file beside a tokenizer holds a line for each: `automobile = car`. What has no entry stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from engine.errors import ModelError

THESAURUS = "thesaurus.txt"

_MOST_BYTES = 1 << 20
_LONGEST = 6
"""Words of the longest entry that is looked for."""


@dataclass(frozen=True, slots=True)
class Thesaurus:
    """Plain words, as `said` leaves them, by those that are read as them."""

    entries: Mapping[str, str] = field(default_factory=dict)

    def read(self, text: str) -> str:
        """A text that `said` made, with its longest entries exchanged, from the left; several of a thing are read too.

        >>> Thesaurus({"automobile": "car", "kitchen sink": "sink"}).read("two automobiles in a kitchen sink")
        'two car in a sink'
        """
        words, found = text.split(), list[str]()
        while words:
            count, instead = self._first(words)
            found.append(instead)
            words = words[count:]
        return " ".join(found)

    def _first(self, words: list[str]) -> tuple[int, str]:
        """How many words are read at once, and as what."""
        for count in range(min(_LONGEST, len(words)), 0, -1):
            entry = " ".join(words[:count])
            instead = self.entries.get(entry) or self.entries.get(entry.removesuffix("s"))
            if instead:
                return count, instead
        return 1, words[0]


def thesaurus_in(tokenizer: Path) -> Thesaurus:
    """A tokenizer folder's, without entries where there is no such file; raises `ModelError` for a strange one."""
    file = tokenizer / THESAURUS
    if not file.is_file():
        return Thesaurus()
    if file.stat().st_size > _MOST_BYTES:
        raise ModelError(f"{file} is longer than {_MOST_BYTES} bytes, which no thesaurus is: get the model anew.")
    pairs = [line.partition(" = ")[::2] for line in file.read_text(encoding="utf-8").splitlines()]
    if not all(entry and instead for entry, instead in pairs):
        raise ModelError(f"{file} has a line that is not 'words = words': get the model anew.")
    return Thesaurus(dict(pairs))


def write_thesaurus(thesaurus: Thesaurus, tokenizer: Path) -> None:
    """Write it into a tokenizer's folder, in the order of its entries."""
    lines = (f"{entry} = {instead}\n" for entry, instead in sorted(thesaurus.entries.items()))
    (tokenizer / THESAURUS).write_text("".join(lines), encoding="utf-8")
