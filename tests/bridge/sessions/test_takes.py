"""Takes that are looked after, brought in and made again."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from bridge.takes import open_session
from tests.session import Client, Heard, Warmtone, running_warmtone


def made(client: Client, *words: str) -> int:
    client.say("/generate", "made", "seconds", 0.2, "prompt", *words)
    take = client.hear("/job/take", "made")["take"]
    client.hear("/job/done", "made")
    return int(take)


def answer(client: Client, address: str, expected: str, *values: Any) -> Heard:
    client.say(address, *values)
    return client.hear(expected)


def notes(client: Client, job: str) -> list[str]:
    """What was said about a recall, whose end has been heard."""
    return [str(heard["says"]) for heard in client.heard if heard.address == "/job/note" and heard.values[0] == job]


def sound_file(folder: Path, name: str, rate_hz: int = 44_100, channels: int = 2, **how: Any) -> Path:
    path = folder / name
    samples = np.random.default_rng(1).uniform(-0.5, 0.5, (rate_hz // 10, channels))
    soundfile.write(path, samples, rate_hz, **how)
    return path


def test_all_about_a_take(client: Client) -> None:
    take = made(client, "deep", "kick")
    info = answer(client, "/take/info", "/take/info", take)
    assert info.values[0] == take
    assert (info["starred"], info["rate"], info["channels"], info["frames"]) == (0, 48_000, 1, 9_600)
    assert (info["parent"], info["model"], info["name"], info["prompt"]) == (0, "tone", "deep kick", "deep kick")
    assert info["seconds"] == pytest.approx(0.2)
    assert Path(info["path"]).is_file()


def test_a_star_is_given_and_taken_away(client: Client) -> None:
    take = made(client, "star")
    assert answer(client, "/take/star", "/take/info", take)["starred"] == 1
    assert take in answer(client, "/take/list", "/take/list", "starred", 1).values[2:]
    assert answer(client, "/take/star", "/take/info", take, 0)["starred"] == 0
    assert take not in answer(client, "/take/list", "/take/list", "starred", 1).values[2:]


def test_a_take_is_named_and_found_by_its_words(client: Client) -> None:
    take = made(client, "plain")
    assert answer(client, "/take/name", "/take/info", take, "name", "Gänse", "zu", 3.0)["name"] == "Gänse zu 3"
    for words in (("gänse",), ("plain", "gän"), ("3", "zu")):
        assert answer(client, "/take/find", "/take/found", "prompt", *words).values == (1, 0, take)
    assert answer(client, "/take/find", "/take/found", "prompt", "gänse", "slam").values == (0, 0)
    assert answer(client, "/take/find", "/take/found", "starred", 1, "prompt", "gänse").values == (0, 0)
    client.say("/take/star", take)
    assert answer(client, "/take/find", "/take/found", "starred", 1, "prompt", "gänse").values == (1, 0, take)


def test_the_newest_are_listed_first_page_by_page(client: Client) -> None:
    first, second, third = made(client, "a"), made(client, "b"), made(client, "c")
    total = answer(client, "/take/list", "/take/list").values[0]
    assert answer(client, "/take/list", "/take/list", "count", 2).values == (total, 0, third, second)
    assert answer(client, "/take/list", "/take/list", "start", 2, "count", 1).values == (total, 2, first)


def test_a_deleted_take_lies_in_the_trash(warmtone: Warmtone, client: Client) -> None:
    take = made(client, "unwanted")
    assert answer(client, "/take/delete", "/take/deleted", take).values == (take,)
    assert list((warmtone.session / "trash").glob(f"{take:04d}-unwanted.wav"))
    assert answer(client, "/take/info", "/error", take).values[:2] == ("/take/info", "missing")
    assert made(client, "next") == take + 1


@pytest.mark.parametrize(
    "request_",
    [
        ("/take/info", 99_999),
        ("/take/star", 99_999),
        ("/take/name", 99_999, "name", "x"),
        ("/take/delete", 99_999),
        ("/take/play", 99_999),
    ],
)
def test_a_take_that_is_not_there_is_one_error(client: Client, request_: tuple[Any, ...]) -> None:
    error = answer(client, *request_[:1], "/error", *request_[1:])
    assert error.values == (request_[0], "missing", "There is no take 99999. /take/list names those that there are.")
    assert client.until_quiet() == []


@pytest.mark.parametrize(
    ("name", "how"),
    [
        ("slam.wav", {"subtype": "PCM_16"}),
        ("slam.flac", {"subtype": "PCM_24"}),
        ("slam.aiff", {"subtype": "PCM_24"}),
        ("slam.ogg", {}),
    ],
)
def test_a_file_is_brought_in(client: Client, tmp_path: Path, name: str, how: dict[str, Any]) -> None:
    path = sound_file(tmp_path, name, **how)
    client.say("/take/import", "in", "path", str(path), "name", "door", 2.0)
    client.hear("/job/queued", "in")
    take = client.hear("/job/take", "in")
    assert client.hear("/job/done", "in")["takes"] == 1
    info = answer(client, "/take/info", "/take/info", take["take"])
    assert (info["name"], info["rate"], info["channels"], info["model"]) == ("door 2", 44_100, 2, "")
    expected = soundfile.read(path, dtype="float32")[0]
    np.testing.assert_array_equal(soundfile.read(take["path"], dtype="float32")[0], expected)


def test_a_variation_of_what_was_brought_in_keeps_rate_channels_and_format(client: Client, tmp_path: Path) -> None:
    path = sound_file(tmp_path, "a b", rate_hz=32_000, format="WAV", subtype="PCM_24")
    client.say("/take/import", "in", "path", *str(path).split(" "))
    source = client.hear("/job/take", "in")["take"]
    client.say("/vary", "more", "take", source)
    info = soundfile.info(client.hear("/job/take", "more")["path"])
    assert (info.samplerate, info.channels, info.subtype, info.frames) == (32_000, 2, "PCM_24", 3_200)


@pytest.mark.parametrize(
    ("name", "content", "code", "says"),
    [
        ("none.wav", None, "missing", "there is no such file"),
        ("text.wav", b"hello", "file", "can't be imported"),
        ("empty.wav", b"", "file", "can't be imported"),
        ("../../../../../../../etc/passwd", None, "file", "can't be imported"),
        (".", None, "file", "is no audio file but a folder"),
        ("x" * 300, None, "file", "can't be imported"),
    ],
)
def test_what_is_no_audio_fails_with_a_reason(
    client: Client, tmp_path: Path, name: str, content: bytes | None, code: str, says: str
) -> None:
    path = tmp_path / name
    if content is not None:
        path.write_bytes(content)
    client.say("/take/import", "in", "path", str(path))
    failed = client.hear("/job/failed", "in")
    assert failed.values[1] == code
    assert says in failed.values[2]
    total = answer(client, "/take/list", "/take/list").values[0]
    assert total == len(list(Path(answer_session(client)).glob("takes/*.wav")))


def answer_session(client: Client) -> str:
    return str(client.status()["session"])


def test_a_path_that_is_not_whole_is_refused(client: Client) -> None:
    client.say("/take/import", "in", "path", "door.wav")
    assert client.hear("/job/failed", "in").values[1:] == (
        "file",
        "'door.wav' can't be imported: give the whole path, from the root on.",
    )


def test_a_variation_is_told_what_its_source_was_unless_words_are_given(client: Client) -> None:
    source = made(client, "deep", "kick")
    for words, told in (((), "deep kick"), (("prompt", "wooden", "box"), "wooden box")):
        client.say("/vary", "more", "take", source, *words)
        take = client.hear("/job/take", "more")["take"]
        client.hear("/job/done", "more")
        assert answer(client, "/take/info", "/take/info", take)["prompt"] == told


@pytest.mark.parametrize("verb", ["/generate", "/vary"])
def test_a_recalled_take_is_equal_bit_for_bit(client: Client, verb: str) -> None:
    take = made(client, "330")
    if verb == "/vary":
        client.say("/vary", "more", "take", take, "amount", 0.3)
        take = client.hear("/job/take", "more")["take"]
    client.say("/take/recall", "again", "take", take)
    again = client.hear("/job/take", "again")["take"]
    assert client.hear("/job/note", "again")["says"] == f"Take {again} equals take {take}, bit for bit."
    client.hear("/job/done", "again")
    assert notes(client, "again") == [f"Take {again} equals take {take}, bit for bit."]


@pytest.mark.parametrize("verb", ["/vary", "/take/recall"])
def test_a_job_is_accepted_once_before_its_source_is_read(client: Client, verb: str) -> None:
    take = made(client, "source")
    client.say(verb, "again", "take", take)
    client.hear("/job/done", "again")
    client.say(verb, "nothing", "take", 99_999)
    client.hear("/job/failed", "nothing", "missing")
    for job, then in (("again", "/job/started"), ("nothing", "/job/failed")):
        said = [heard.address for heard in client.heard if heard.values[0] == job]
        assert said[:2] == ["/job/queued", then]
        assert said.count("/job/queued") == 1


def test_what_was_brought_in_has_no_recipe(client: Client, tmp_path: Path) -> None:
    client.say("/take/import", "in", "path", str(sound_file(tmp_path, "a.wav")))
    take = client.hear("/job/take", "in")["take"]
    client.say("/take/recall", "again", "take", take)
    assert client.hear("/job/failed", "again").values[1:] == (
        "recipe",
        f"Take {take} was imported: it has no recipe to run again.",
    )


def test_a_recipe_of_other_circumstances_says_what_differs(tmp_path: Path) -> None:
    with running_warmtone(tmp_path) as warmtone, warmtone.client() as client:
        made(client, "330")
    recipe_changed(warmtone.session, 1, weights="other", threads=9, versions={"numpy": "0.1"}, seed=5)
    recipe_changed(warmtone.session, 1, number=3, model="gone")
    with running_warmtone(tmp_path) as warmtone, warmtone.client() as client:
        client.say("/take/recall", "again", "take", 2)
        client.hear("/job/done", "again")
        client.say("/take/recall", "gone", "take", 3)
        assert client.hear("/job/failed", "gone").values[1] == "model"
    weights, threads, *versions, verdict = notes(client, "again")
    assert "weights" in weights
    assert "9 then, 1 now" in threads
    assert any("numpy" in version and "0.1 then" in version for version in versions)
    assert verdict == "Take 4 is not equal to take 2."


def recipe_changed(folder: Path, take: int, number: int | None = None, **changes: Any) -> None:
    """Put a copy of a take into a session, with another recipe than made it."""
    session = open_session(folder)
    before = session.take(take)
    assert before.recipe is not None
    recipe = replace(before.recipe, **changes)
    session.save(session.read(take), number=number or session.next_number, prompt="330", recipe=recipe)
    session.close()
