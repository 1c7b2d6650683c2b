import struct
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pythonosc.osc_bundle_builder import IMMEDIATELY, OscBundleBuilder
from pythonosc.osc_message_builder import OscMessageBuilder

from bridge.datagram import MalformedDatagram, Message, read_datagram, write_message
from tests.session import Typed, message

PING = write_message("/ping", [17])
NOW = struct.pack(">II", 0, 1)


def tagged(tags: str, arguments: bytes = b"", address: bytes = b"/a\0\0") -> bytes:
    """A message with any type tags and any bytes behind them."""
    text = b"," + tags.encode("latin-1")
    return address + text + b"\0" * (4 - len(text) % 4) + arguments


def bundle(time_tag: bytes, *elements: bytes) -> bytes:
    return b"#bundle\0" + time_tag + b"".join(struct.pack(">i", len(element)) + element for element in elements)


def tag_of(seconds_since_1970: float) -> bytes:
    return struct.pack(">II", int(seconds_since_1970) + 2_208_988_800, int(seconds_since_1970 % 1 * 2**32))


def nested(depth: int) -> bytes:
    return PING if depth == 0 else bundle(NOW, nested(depth - 1))


@given(
    st.lists(
        st.one_of(
            st.integers(-(2**31), 2**31 - 1),
            st.floats(width=32, allow_nan=False),
            st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
        ),
        max_size=8,
    )
)
def test_what_is_written_is_read(values: list[int | float | str]) -> None:
    assert read_datagram(write_message("/a/b", values)) == [Message("/a/b", tuple(values))]


def test_every_type_that_is_known_is_read() -> None:
    sent = message(
        "/a",
        Typed("i", -3),
        Typed("f", 0.5),
        Typed("s", "tür"),
        Typed("b", b"12345"),
        Typed("h", 2**40),
        Typed("d", 0.1),
        Typed("T", True),
        Typed("F", False),
        Typed("N", None),
        Typed("r", 7),
        [1, "a", [2]],
        "end",
    )
    (read,) = read_datagram(sent)
    assert read.values == (-3, 0.5, "tür", b"12345", 2**40, 0.1, True, False, None, 7, [1, "a", [2]], "end")


def test_time_tags_and_midi_are_read() -> None:
    (read,) = read_datagram(tagged("tmi", tag_of(0) + bytes(4) + struct.pack(">i", 5)))
    assert len(read.values) == 3
    assert read.values[2] == 5


def test_a_message_without_type_tags_has_no_arguments() -> None:
    assert read_datagram(b"/status\0") == [Message("/status", ())]


@pytest.mark.parametrize("size", [8_192, 8_196, 65_000])
def test_a_message_longer_than_python_oscs_own_servers_take(size: int) -> None:
    text = "x" * (size - 12)
    assert read_datagram(write_message("/a", [text])) == [Message("/a", (text,))]


@pytest.mark.parametrize("tag", ["c", "S", "I", "x", "\xff", "{"])
def test_a_type_that_is_not_known_is_refused_before_anything_comes_out_wrong(tag: str) -> None:
    with pytest.raises(MalformedDatagram, match="has the type"):
        read_datagram(tagged(f"i{tag}i", struct.pack(">iii", 1, 2, 3)))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0",
        b"hello",
        b"hello world\0",
        b"/",
        b"/ab",
        b"/abc",
        b"/a\0\0i\0\0\0",
        b"/a\0\0,iii",
        tagged("i"),
        tagged("i", b"\0\0"),
        tagged("f", b"\0\0"),
        tagged("d", bytes(4)),
        tagged("h", bytes(4)),
        tagged("s", b"abcd"),
        tagged("s"),
        tagged("s", b"\xff\xfe\0\0"),
        tagged("b", struct.pack(">i", 100) + bytes(8)),
        tagged("bi", struct.pack(">i", -8) + bytes(8)),
        tagged("b"),
        tagged("i", bytes(8)),
        tagged("[i", bytes(4)),
        tagged("i]", bytes(4)),
        tagged("]["),
        tagged("[" * 9 + "]" * 9),
        tagged("", address=b"/\xff\0\0"),
        b"#bundle\0",
        b"#bundle\0" + bytes(4),
        b"#bundle\0" + NOW + bytes(2),
        b"#bundle\0" + NOW + struct.pack(">i", 0),
        b"#bundle\0" + NOW + struct.pack(">i", -4) + PING,
        b"#bundle\0" + NOW + struct.pack(">i", 400) + PING,
        bundle(NOW, PING, b"nonsense"),
        nested(9),
    ],
)
def test_what_is_no_osc_is_refused_with_a_reason(data: bytes) -> None:
    with pytest.raises(MalformedDatagram) as refused:
        read_datagram(data)
    assert 10 < len(str(refused.value)) < 200


@pytest.mark.parametrize("length", range(4, len(PING)))
def test_a_message_that_was_cut_off_is_refused(length: int) -> None:
    if length != 8:  # "/ping" by itself is a message of its own
        with pytest.raises(MalformedDatagram):
            read_datagram(PING[:length])


def test_a_bundle_keeps_the_order_and_the_time_of_its_messages() -> None:
    later = tag_of(1_800_000_000.25)
    read = read_datagram(bundle(NOW, write_message("/a", []), bundle(later, write_message("/b", [1])), PING))
    assert [(said.address, said.due) for said in read] == [("/a", None), ("/b", 1_800_000_000.25), ("/ping", None)]


def test_a_bundle_inside_of_a_later_one_waits_with_it() -> None:
    outer, inner = tag_of(1_800_000_000), tag_of(1_700_000_000)
    read = read_datagram(bundle(outer, bundle(NOW, PING), bundle(inner, PING)))
    assert [said.due for said in read] == [1_800_000_000, 1_800_000_000]


def test_bundles_eight_deep_are_read() -> None:
    assert read_datagram(nested(8)) == [Message("/ping", (17,))]


def test_an_empty_bundle_holds_nothing() -> None:
    assert read_datagram(bundle(NOW)) == []


def test_python_oscs_own_bundles_are_read() -> None:
    at = time.time() + 5
    for tag, due in ((IMMEDIATELY, None), (at, at)):
        builder = OscBundleBuilder(tag)
        builder.add_content(OscMessageBuilder("/ping").build())
        (read,) = read_datagram(builder.build().dgram)
        assert read.due == (None if due is None else pytest.approx(due, abs=0.001))


def test_a_number_that_can_not_be_written_is_an_error_of_ours() -> None:
    with pytest.raises(ValueError, match="can't be written"):
        write_message("/a", [1e300])
