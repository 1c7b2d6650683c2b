import xml.etree.ElementTree as ElementTree
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bridge.takes import Recipe
from bridge.takes.names import clean_name, clean_text
from bridge.takes.slate import LARGEST_SLATE_BYTES, read_slate, render_slate
from bridge.takes.take import Slate
from engine import AudioFileError, RangeError

ANY_TEXT = st.text(st.characters(exclude_categories=()))
SLATE = Slate(
    number=12,
    name="deep kick",
    prompt="a deep 808 kick, 60 Hz",
    starred=True,
    parent=4,
    created="2026-01-02T03:04:05.678901+00:00",
    recipe=None,
)


def test_editing_tools_find_what_the_convention_promises() -> None:
    root = ElementTree.fromstring(render_slate(SLATE, "friday jam"))
    assert root.tag == "BWFXML"
    words = {"PROJECT": "friday jam", "SCENE": "deep kick", "TAKE": "12", "CIRCLED": "TRUE", "NOTE": SLATE.prompt}
    assert {tag: root.findtext(tag) for tag in words} == words
    assert len(root.findtext("FILE_UID") or "") == 32


def test_the_files_id_survives_star_and_name() -> None:
    def uid(slate: Slate) -> str | None:
        return ElementTree.fromstring(render_slate(slate, "")).findtext("FILE_UID")

    assert uid(SLATE) == uid(replace(SLATE, starred=False, name="other"))
    assert uid(SLATE) != uid(replace(SLATE, number=13))


def test_a_slate_comes_back_with_its_recipe(recipe: Recipe) -> None:
    slate = replace(SLATE, recipe=recipe, parent=None)
    assert read_slate(render_slate(slate, "x")) == slate


@given(name=ANY_TEXT, prompt=ANY_TEXT, project=ANY_TEXT)
def test_every_text_makes_well_formed_xml(name: str, prompt: str, project: str) -> None:
    slate = replace(SLATE, name=clean_name(name, prompt, 12), prompt=clean_text(prompt))
    payload = render_slate(slate, project)
    assert ElementTree.fromstring(payload).findtext("NOTE") == slate.prompt or not slate.prompt
    assert read_slate(payload + b" " * 9) == slate


@pytest.mark.parametrize("prompt", ["a\r\nb\rc\td", "]]>", "<!-- & -->", "&#0;", "\x85\u2028", "👩‍👩‍👧🥁"])
def test_texts_that_xml_likes_to_change_stay(prompt: str) -> None:
    assert read_slate(render_slate(replace(SLATE, prompt=prompt), "x")).prompt == prompt


def test_what_xml_can_not_hold_is_replaced_even_if_nobody_cleaned_it() -> None:
    assert read_slate(render_slate(replace(SLATE, prompt="a\0b\ud800c\uffff"), "x")).prompt == "a\ufffdb\ufffdc\ufffd"


def test_far_too_many_words_are_refused() -> None:
    with pytest.raises(RangeError, match="shorter prompt"):
        render_slate(replace(SLATE, prompt="x" * LARGEST_SLATE_BYTES), "x")


def hostile() -> dict[str, bytes]:
    good = render_slate(SLATE, "x").decode()
    head, body = good.split("\n", 1)
    laughs = '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;">]>'
    return {
        "entities": f"{head}{laughs}{body.replace('deep kick', '&c;')}".encode(),
        "entities in UTF-16": f"{laughs}{body}".encode("utf-16"),
        "a file read in": f'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]>{body}'.encode(),
        "a bare document type": f"<!DOCTYPE a>{body}".encode(),
        "an entity from nowhere": body.replace("deep kick", "&c;").encode(),
        "nested without end": b"<a>" * 100_000,
        "nested deep": body.replace("deep kick", "<a>" * 99 + "</a>" * 99).encode(),
        "oversized": good.encode() + b" " * LARGEST_SLATE_BYTES,
        "cut": good.encode()[:200],
        "empty": b"",
        "binary": bytes(range(256)),
        "no UTF-8": good.encode().replace(b"deep", b"\xff\xfe"),
        "another program's": b"<BWFXML><SCENE>1</SCENE><TAKE>2</TAKE></BWFXML>",
        "no number": body.replace("<TAKE>12", "<TAKE>twelve").encode(),
        "number zero": body.replace("<TAKE>12", "<TAKE>0").encode(),
        "a number out of reach": body.replace("<TAKE>12", "<TAKE>99999999999999999999").encode(),
        "digits of another script": body.replace("<TAKE>12", "<TAKE>\uff11\uff12").encode(),
        "no date": body.replace(SLATE.created, "yesterday").encode(),
        "a date without a zone": body.replace("+00:00", "").encode(),
        "a strange parent": body.replace("<PARENT>4", "<PARENT>-4").encode(),
        "a strange recipe": body.replace("<RECIPE>", '<RECIPE>{"seed": 1}').encode(),
    }


@pytest.mark.parametrize("kind", hostile())
def test_hostile_chunks_are_refused(kind: str) -> None:
    with pytest.raises(AudioFileError):
        read_slate(hostile()[kind])


@given(st.data())
def test_no_mutation_breaks_the_reader(data: st.DataObject) -> None:
    payload = bytearray(render_slate(SLATE, "x"))
    for _ in range(data.draw(st.integers(1, 4))):
        payload[data.draw(st.integers(0, len(payload) - 1))] = data.draw(st.integers(0, 255))
    try:
        slate = read_slate(bytes(payload))
    except AudioFileError:
        return
    assert read_slate(render_slate(slate, "x")) == slate


def test_what_another_program_edited_is_believed() -> None:
    edited = render_slate(SLATE, "x").replace(b">deep kick<", b">best one<").replace(b"TRUE", b"FALSE")
    assert read_slate(edited) == replace(SLATE, name="best one", starred=False)


@pytest.mark.parametrize("claim", ["EBCDIC-7", "hex", "idna", "utf-16"])
def test_a_slate_is_utf_8_whatever_it_claims(claim: str) -> None:
    assert read_slate(render_slate(SLATE, "x").replace(b"UTF-8", claim.encode())) == SLATE
