"""The words of a take: what a person typed, made fit for a line, for XML and for a file's name."""

import re
import unicodedata
from pathlib import Path

from bridge.takes.take import LARGEST_TAKE_NUMBER

LONGEST_NAME_CHARACTERS = 200
_LONGEST_DEFAULT_NAME_CHARACTERS = 60
_LONGEST_SLUG_CHARACTERS = 48

# Everything outside of production 2, Char, of XML 1.0: control characters, surrogates, U+FFFE and U+FFFF.
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_TAKE_FILE = re.compile(r"([0-9]{4,7})-[a-z0-9-]+\.wav(\.part)?")


def clean_text(text: str) -> str:
    """The text with every character that XML 1.0 can't hold replaced by U+FFFD.

    >>> clean_text("boom\\0 tss") == "boom\\ufffd tss"
    True
    """
    return _NOT_XML.sub("\ufffd", text)


def shown(path: Path) -> str:
    """A path as a sentence can hold it: bytes that are no UTF-8 would keep the sentence from being sent."""
    return clean_text(str(path))


def clean_name(text: str, prompt: str, number: int) -> str:
    """A name of one line: the text's, else the prompt's first words, else the take's number.

    >>> clean_name("  deep \\n kick ", "", 3)
    'deep kick'
    >>> clean_name("", "", 3)
    'take 3'
    """
    name = _one_line(text)[:LONGEST_NAME_CHARACTERS].strip()
    return name or _one_line(prompt)[:_LONGEST_DEFAULT_NAME_CHARACTERS].strip() or f"take {number}"


def file_name(number: int, name: str, copy: int = 1) -> str:
    """A file name that every system takes: ASCII, lower case, at most 69 characters. `copy` counts namesakes.

    >>> file_name(12, "Deep 808 Kick!")
    '0012-deep-808-kick.wav'
    >>> file_name(12, "../Türschlag", copy=2)
    '0012-turschlag-2.wav'
    """
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode("ascii").lower()
    slug = re.sub("[^a-z0-9]+", "-", plain)[:_LONGEST_SLUG_CHARACTERS].strip("-") or "take"
    ending = "" if copy == 1 else f"-{copy}"
    return f"{number:04d}-{slug}{ending}.wav"


def number_in(file: str) -> int | None:
    """The number that a take's file, trashed or unfinished file begins with; None where it is none of ours.

    >>> number_in("0012-deep-808-kick.wav"), number_in("20240131-drums.wav"), number_in("kick.wav")
    (12, None, None)
    """
    match = _TAKE_FILE.fullmatch(file)
    number = int(match.group(1)) if match else 0
    return number if 1 <= number <= LARGEST_TAKE_NUMBER else None


def _one_line(text: str) -> str:
    return " ".join(clean_text(text).split())
