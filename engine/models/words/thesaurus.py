"""Words that no sound was called by, read as words that mean the same, or what they are a kind of.

A file beside a tokenizer holds a line for each: `automobile = car`. What has no entry stays as it is.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

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
    """That of a tokenizer's folder, without any entry where it has no such file or one too long to be one."""
    file = tokenizer / THESAURUS
    if not file.is_file() or file.stat().st_size > _MOST_BYTES:
        return Thesaurus()
    pairs = [line.partition(" = ")[::2] for line in file.read_text(encoding="utf-8").splitlines()]
    return Thesaurus({entry: instead for entry, instead in pairs if entry and instead})


def write_thesaurus(thesaurus: Thesaurus, tokenizer: Path) -> None:
    """Write it into a tokenizer's folder, in the order of its entries."""
    lines = (f"{entry} = {instead}\n" for entry, instead in sorted(thesaurus.entries.items()))
    (tokenizer / THESAURUS).write_text("".join(lines), encoding="utf-8")
