"""A slate as the payload of an `iXML` chunk, and back.

The chunk follows the production-sound convention (iXML 1.61) that foley and editing tools read: PROJECT is the
session, SCENE the take's name, TAKE its number, CIRCLED its star and NOTE its prompt. What the convention has no
word for stands in an element of our own, WARMTONE. Another program may change the convention's part: Warmtone
believes it.
"""

import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from xml.parsers import expat
from xml.sax.saxutils import escape

from bridge.takes.names import clean_name, clean_text
from bridge.takes.recipe import Recipe, recipe_from_json, recipe_to_json
from bridge.takes.take import LARGEST_TAKE_NUMBER, Slate
from engine import AudioFileError, RangeError

LARGEST_SLATE_BYTES = 1 << 20
_DEEPEST_ELEMENT = 16


def new_slate(number: int, name: str, prompt: str, parent: int | None, recipe: Recipe | None) -> Slate:
    """The slate of a take that comes into being now."""
    return Slate(
        number=number,
        name=clean_name(name, prompt, number),
        prompt=clean_text(prompt),
        starred=False,
        parent=parent,
        created=datetime.now(UTC).isoformat(timespec="microseconds"),
        recipe=recipe,
    )


def render_slate(slate: Slate, project: str) -> bytes:
    """Well-formed XML 1.0 in UTF-8, whatever the words in it; raises `RangeError` where they are far too many."""
    own = [
        _element("CREATED", slate.created),
        _element("PARENT", "" if slate.parent is None else str(slate.parent)),
        _element("RECIPE", "" if slate.recipe is None else recipe_to_json(slate.recipe)),
    ]
    elements = [
        _element("IXML_VERSION", "1.61"),
        _element("PROJECT", project),
        _element("SCENE", slate.name),
        _element("TAKE", str(slate.number)),
        _element("CIRCLED", "TRUE" if slate.starred else "FALSE"),
        _element("FILE_UID", _uid(slate)),
        _element("NOTE", slate.prompt),
        f"<WARMTONE>\n{''.join(own)}</WARMTONE>\n",
    ]
    text = f'<?xml version="1.0" encoding="UTF-8"?>\n<BWFXML>\n{"".join(elements)}</BWFXML>\n'
    payload = text.encode("utf-8")
    if len(payload) > LARGEST_SLATE_BYTES // 2:  # half, since the chunk gets room for later words
        raise RangeError(f"The words of take {slate.number} fill {len(payload)} bytes: use a shorter prompt.")
    return payload


def read_slate(payload: bytes) -> Slate:
    """The slate in an `iXML` chunk that anybody may have written.

    Raises `AudioFileError` where it is malformed, oversized, holds a document type (entities, so) or is not ours.
    """
    if len(payload) > LARGEST_SLATE_BYTES:
        raise AudioFileError("The iXML chunk is larger than a take's can be.")
    texts = _texts(payload.rstrip(b"\0"))
    if "BWFXML/WARMTONE" not in texts:
        raise AudioFileError("The iXML chunk was not written by Warmtone.")
    number = _number(texts.get("BWFXML/TAKE", ""))
    prompt = texts.get("BWFXML/NOTE", "")
    parent = texts.get("BWFXML/WARMTONE/PARENT", "")
    recipe = texts.get("BWFXML/WARMTONE/RECIPE", "")
    return Slate(
        number=number,
        name=clean_name(texts.get("BWFXML/SCENE", ""), prompt, number),
        prompt=prompt,
        starred=texts.get("BWFXML/CIRCLED", "").strip().upper() == "TRUE",
        parent=_number(parent) if parent else None,
        created=_instant(texts.get("BWFXML/WARMTONE/CREATED", "")),
        recipe=recipe_from_json(recipe) if recipe else None,
    )


def _element(tag: str, text: str) -> str:
    # A bare carriage return would come back as a line feed: XML parsers normalise line ends.
    return f"<{tag}>{escape(clean_text(text), {chr(13): '&#13;'})}</{tag}>\n"


def _uid(slate: Slate) -> str:
    """Stays the same however often the slate is rewritten, since neither part of it ever changes."""
    return hashlib.sha256(f"{slate.number} {slate.created}".encode()).hexdigest()[:32].upper()


def _texts(payload: bytes) -> Mapping[str, str]:
    """The text of every element by its path from the root ("BWFXML/SCENE")."""
    reader = _Reader()
    # Whatever encoding the XML claims: a take's is UTF-8, and a claim could name any codec of Python's.
    parser = expat.ParserCreate("utf-8")
    parser.buffer_text = True
    parser.StartElementHandler = reader.start
    parser.EndElementHandler = reader.end
    parser.CharacterDataHandler = reader.text
    parser.StartDoctypeDeclHandler = reader.refuse
    try:
        parser.Parse(payload, True)
    except (expat.ExpatError, ValueError) as error:
        raise AudioFileError(f"The iXML chunk is no well-formed XML: {error}.") from error
    return {path: "".join(pieces) for path, pieces in reader.pieces.items()}


class _Reader:
    def __init__(self) -> None:
        self.pieces: dict[str, list[str]] = {}
        self._path: list[str] = []

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        self._path.append(tag)
        if len(self._path) > _DEEPEST_ELEMENT:
            raise AudioFileError("The iXML chunk nests its elements deeper than a take's does.")
        self.pieces.setdefault("/".join(self._path), [])

    def end(self, tag: str) -> None:
        self._path.pop()

    def text(self, piece: str) -> None:
        self.pieces["/".join(self._path)].append(piece)

    def refuse(self, name: str, system: str | None, public: str | None, internal: bool) -> None:
        raise AudioFileError("The iXML chunk holds a document type; a take's never does.")


def _number(text: str) -> int:
    digits = text.strip()
    if not re.fullmatch("[0-9]{1,7}", digits) or not 1 <= int(digits) <= LARGEST_TAKE_NUMBER:
        raise AudioFileError("The iXML chunk gives no number of a take.")
    return int(digits)


def _instant(text: str) -> str:
    try:
        aware = datetime.fromisoformat(text).tzinfo is not None
    except ValueError:
        aware = False
    if not aware:
        raise AudioFileError("The iXML chunk doesn't say when the take was created.")
    return text
