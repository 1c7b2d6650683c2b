import math
import struct
from typing import Any

import pytest

from bridge.vocabulary import Refused, parse, reply_port_in, request_from
from bridge.vocabulary.arguments import LARGEST_SEED, LONGEST_TEXT
from bridge.vocabulary.requests import Cancel, Extend, Generate, Hello, ImportTake, ListTakes, Ping, StarTake, Vary


def refusal(address: str, *values: Any) -> Refused:
    with pytest.raises(Refused) as refused:
        parse(address, values)
    return refused.value


def single(value: float) -> float:
    return float(struct.unpack(">f", struct.pack(">f", value))[0])


def test_pd_sends_every_number_as_a_float() -> None:
    asked = parse("/generate", [1.0, "count", 4.0, "seconds", single(0.3), "play", 1.0, "prompt", "an", 808.0, "kick"])
    assert asked.request == Generate(1, seconds=0.3, count=4, play=True, prompt="an 808 kick")


def test_what_is_set_beside_the_words_of_a_new_sound_or_an_edit() -> None:
    values = ["pitch", 60.0, "loudness", single(0.3), "brightness", 1, "noisiness", 0, "attack", 0.25, "length", 1.0]
    found = dict(zip(values[::2], (60, 0.3, 1.0, 0.0, 0.25, 1.0), strict=True))
    assert parse("/generate", ["a", *values]).request == Generate("a", **found)  # type: ignore[arg-type]
    assert parse("/extend", ["a", *values, "take", 3]).request == Extend("a", take=3, **found)  # type: ignore[arg-type]


def test_what_is_not_set_is_left_to_the_model() -> None:
    request = parse("/generate", ["a", "prompt", "pitch", 60]).request
    assert isinstance(request, Generate)
    assert (request.pitch, request.loudness, request.length, request.prompt) == (None, None, None, "pitch 60")


def test_one_and_one_point_nought_are_one_name() -> None:
    assert parse("/cancel", [1]).request == parse("/cancel", [1.0]).request == Cancel(1)


def test_a_word_that_looks_like_a_number_is_a_name_of_its_own() -> None:
    assert parse("/cancel", ["1"]).request == Cancel("1")


def test_keys_come_in_any_order() -> None:
    one = parse("/vary", ["b", "take", 2, "amount", 0.5, "count", 3])
    other = parse("/vary", ["b", "count", 3, "amount", 0.5, "take", 2])
    assert one == other


def test_a_text_takes_all_words_up_to_the_next_text_key_or_the_end() -> None:
    asked = parse("/generate", ["a", "negative", "no", "seconds", 2, "prompt", "count", "play", 1.0])
    assert asked.request == Generate("a", negative="no seconds 2", prompt="count play 1")


def test_a_text_key_of_another_verb_is_a_word() -> None:
    asked = parse("/generate", ["a", "prompt", "path", "of", "name"])
    assert asked.request == Generate("a", prompt="path of name")


def test_a_path_with_spaces_comes_whole_or_in_pieces() -> None:
    for values in (["/a b/door 2.wav"], ["/a", "b/door", "2.wav"]):
        assert parse("/take/import", ["in", "path", *values, "name", "x"]).request == ImportTake(
            "in", "/a b/door 2.wav", "x"
        )


def test_the_reply_port_stands_anywhere_but_in_a_text() -> None:
    assert parse("/generate", ["a", "reply", 9000.0, "prompt", "reply", 1]).reply == 9000
    assert parse("/generate", ["a", "prompt", "reply", 9000]).reply is None
    for address in ("/ping", "/cancel", "/status", "/take/list", "/panic"):
        assert parse(address, ["reply", 9000]).reply == 9000


def test_arguments_with_a_place_can_be_left_out_from_the_end() -> None:
    assert parse("/take/star", [3]).request == StarTake(3)
    assert parse("/take/star", [3, 0, "reply", 9]).request == StarTake(3, on=False)
    assert parse("/hello", [7701.0]).request == Hello(7701, "")
    assert parse("/ping", []).request == Ping(0)


def test_true_and_false_are_flags_and_no_numbers() -> None:
    assert parse("/take/list", ["starred", True]).request == ListTakes(starred=True)
    assert parse("/take/star", [3, False]).request == StarTake(3, on=False)
    assert refusal("/take/list", "count", True).code == "type"


def test_the_ends_of_a_range_survive_32_bits() -> None:
    asked = parse("/generate", ["a", "seconds", single(0.02)]).request
    assert asked == Generate("a", seconds=0.02)
    assert parse("/generate", ["a", "seed", LARGEST_SEED, "count", 64])


@pytest.mark.parametrize(
    ("address", "values", "code", "says"),
    [
        ("/genrate", ["a"], "address", "There is no address /genrate; there are /generate"),
        ("/", [], "address", "there are /generate, /vary, /transform"),
        ("/job/done", ["a"], "address", "There is no address /job/done"),
        ("/generate", [], "key", "/generate needs job: your name for the job"),
        ("/generate", ["a", "secs", 2], "key", "/generate has no key secs (seconds?); it has seconds, seed"),
        ("/generate", ["a", 2.0], "key", "expected a key here, not 2"),
        ("/generate", ["a", "seed", 1, "seed", 2], "key", "seed stands twice"),
        ("/generate", ["a", "prompt", "x", "prompt", "y"], "key", "prompt stands twice"),
        ("/generate", ["a", "seconds"], "key", "seconds needs a number behind it: length of each take"),
        ("/generate", ["a", "prompt"], "key", "prompt needs words behind it"),
        ("/generate", ["a", "prompt", "", " "], "key", "prompt needs words behind it"),
        ("/generate", ["a", "seconds", "long"], "type", "seconds is a number, not the word long."),
        ("/generate", ["a", "seconds", "2"], "type", "seconds is a number, not the word 2."),
        ("/generate", ["a", "seconds", None], "type", "seconds is a number, not None."),
        ("/generate", ["a", "seconds", [1, 2]], "type", "seconds is a number, not a list."),
        ("/generate", ["a", "seconds", b"123"], "type", "seconds is a number, not 3 bytes."),
        ("/generate", ["a", "seconds", math.nan], "type", "seconds is a number, not nan."),
        ("/generate", ["a", "seconds", math.inf], "type", "seconds is a number, not inf."),
        ("/generate", ["a", "seconds", 601], "range", "seconds is 0.02 to 600 s, not 601."),
        ("/generate", ["a", "seconds", single(0.01)], "range", "seconds is 0.02 to 600 s, not 0.01."),
        ("/generate", ["a", "count", 1.5], "type", "count is a whole number, not 1.5."),
        ("/generate", ["a", "count", 65], "range", "count is 1 to 64, not 65."),
        ("/generate", ["a", "seed", 2**31 - 1], "range", f"seed is 0 to {LARGEST_SEED}, not"),
        ("/generate", ["a", "seed", 2**62], "range", f"seed is 0 to {LARGEST_SEED}, not"),
        ("/generate", ["a", "seed", -1], "range", "not -1."),
        ("/generate", ["a", "play", 2], "range", "play is 0 to 1, not 2."),
        ("/generate", ["a", "play", "yes"], "type", "play is 0 or 1, not the word yes."),
        ("/generate", ["a", "model", "x" * 201], "range", "model is at most 200 characters; 201 came."),
        ("/generate", ["a", "model", "x\x1b[2J"], "type", "model is a word, not the word 'x\\x1b[2J'."),
        ("/generate", ["a", "prompt", "x" * 10_001], "range", "prompt is at most 10000 characters; 10001 came."),
        ("/generate", ["a", "prompt", "a", None], "type", "prompt is words, not None."),
        ("/generate", ["a", "prompt", "a", math.nan], "type", "prompt is words, not nan."),
        ("/generate", ["a", "prompt", b"bytes"], "type", "prompt is words, not 5 bytes."),
        ("/generate", ["a", "reply", 0], "range", "reply is 1 to 65535, not 0."),
        ("/generate", ["a", "pitch", 128], "range", "pitch is 0 to 127, not 128."),
        ("/generate", ["a", "pitch", -1], "range", "pitch is 0 to 127, not -1."),
        ("/generate", ["a", "pitch", 60.5], "type", "pitch is a whole number, not 60.5."),
        ("/generate", ["a", "pitch", "C4"], "type", "pitch is a whole number, not the word C4."),
        ("/generate", ["a", "brightness", 1.5], "range", "brightness is 0 to 1, not 1.5."),
        ("/loop", ["a", "attack", -0.1], "range", "attack is 0 to 1, not -0.1."),
        ("/loop", ["a", "length", math.nan], "type", "length is a number, not nan."),
        ("/vary", ["b", "take", 1, "pitch", 60], "key", "/vary has no key pitch"),
        ("/vary", ["b"], "key", "/vary needs take: the take to vary."),
        ("/take/play", ["loop", 1], "type", "take is a whole number, not the word loop."),
        ("/take/play", [0], "range", "take is 1 to"),
        ("/volume", [], "key", "/volume needs level"),
        ("/panic", [1], "key", "/panic expected a key here, not 1"),
    ],
)
def test_what_was_expected_is_said(address: str, values: list[Any], code: str, says: str) -> None:
    refused = refusal(address, *values)
    assert refused.code == code
    assert says in str(refused)


@pytest.mark.parametrize("name", ["", "x" * 201, "a\nb", 1.5, math.nan, 2**31, -(2**40), True, None, b"x", [1]])
def test_what_can_not_be_a_name_is_refused_with_the_address(name: Any) -> None:
    refused = refusal("/generate", name)
    assert (refused.about, refused.code) == ("/generate", "type")


def test_a_refusal_names_the_job_as_soon_as_that_is_known() -> None:
    assert refusal("/generate", "kick", "seconds", -1).about == "kick"
    assert refusal("/generate", 0.0, "secs", 1).about == 0
    assert refusal("/take/play", 3, "gain", 99).about == "/take/play"


def test_a_prompt_of_ten_thousand_characters_is_taken() -> None:
    asked = parse("/generate", ["a", "prompt", "ä" * LONGEST_TEXT]).request
    assert asked == Generate("a", prompt="ä" * LONGEST_TEXT)


def test_the_port_for_the_answer_to_what_can_not_be_read() -> None:
    assert reply_port_in(["a", "secs", 1, "reply", 9000.0, "prompt", "x"]) == 9000
    for odd in (0, 65536, 1.5, math.nan, math.inf, "9000", None, b"", [9000]):
        assert reply_port_in(["a", "reply", odd]) is None
    assert reply_port_in(["reply"]) is None
    assert reply_port_in([]) is None


def test_a_request_from_a_recipe() -> None:
    found = {"seconds": 0.5, "prompt": "deep kick"}
    assert request_from("/generate", "again", found) == Generate("again", seconds=0.5, prompt="deep kick")
    assert request_from("/vary", 2, {"take": 1, "amount": 1}) == Vary(2, take=1, amount=1.0)


@pytest.mark.parametrize(
    ("address", "found", "code"),
    [
        ("/nothing", {}, "address"),
        ("/generate", {"secs": 1}, "key"),
        ("/generate", {"seconds": None}, "type"),
        ("/generate", {"prompt": True}, "type"),
        ("/vary", {}, "key"),
    ],
)
def test_a_recipe_that_somebody_wrote_is_checked_like_a_message(address: str, found: Any, code: str) -> None:
    with pytest.raises(Refused) as refused:
        request_from(address, "again", found)
    assert (refused.value.about, refused.value.code) == ("again", code)
