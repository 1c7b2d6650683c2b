"""The words that a text encoder was trained with, in a file beside its tokenizer, and those of a prompt that weren't.

Every prompt is read, since any text has pieces that are known; a word that was never seen is guessed from these.
"""

from collections.abc import Iterable
from pathlib import Path

from engine.models.words.saying import said
from engine.models.words.silent import SILENT

KNOWN_WORDS = "known_words.txt"

_MOST_NAMED = 5
_LONGEST_NAMED = 40


def known_words_in(tokenizer: Path) -> frozenset[str]:
    """The words, plain as `said` leaves them, of a tokenizer's folder; none where it has no such file."""
    file = tokenizer / KNOWN_WORDS
    return frozenset(file.read_text(encoding="utf-8").split()) if file.is_file() else frozenset()


def write_known_words(words: Iterable[str], tokenizer: Path) -> None:
    """Write them into a tokenizer's folder, one a line, in their order."""
    (tokenizer / KNOWN_WORDS).write_text("".join(f"{word}\n" for word in sorted(words)), encoding="utf-8")


def unknown(model: str, prompt: str, known: frozenset[str]) -> tuple[str, ...]:
    """A sentence for the person where words of a prompt are not known to the model of that name, else none.

    Nobody can tell without any known words.

    >>> unknown("ember", "a dog named xyzzy", frozenset({"dog", "named"}))
    ("'xyzzy' is not a word that ember knows; it was guessed from its letters.",)
    """
    words = [word for word in dict.fromkeys(said(prompt).split()) if word not in SILENT]
    strange = [word for word in words if not _is_known(word, known)]
    if not known or not prompt.strip() or (words and not strange):
        return ()
    if len(strange) == len(words):
        return (f"Nothing in {_shown(prompt)} is known to {model}: it was guessed; name a sound in plain words.",)
    if len(strange) == 1:
        return (f"{_shown(strange[0])} is not a word that {model} knows; it was guessed from its letters.",)
    named = ", ".join(map(_shown, strange[:_MOST_NAMED]))
    more = f" and {len(strange) - _MOST_NAMED} more" if len(strange) > _MOST_NAMED else ""
    return (f"{named}{more} are not words that {model} knows; they were guessed from their letters.",)


def plain_words(text: str) -> list[str]:
    """The words of any text, without the notes in it."""
    return [word for word in said(text).split() if not _is_token(word)]


def _is_known(word: str, known: frozenset[str]) -> bool:
    """Also one of several of what is known, and a note."""
    return _is_token(word) or word in known or word.removesuffix("s") in known


def _is_token(word: str) -> bool:
    return word.startswith("<")


def _shown(text: str) -> str:
    """A text inside a sentence, which must fit into a datagram."""
    kept = " ".join(text.split())
    return f"'{kept if len(kept) <= _LONGEST_NAMED else kept[:_LONGEST_NAMED] + '...'}'"
