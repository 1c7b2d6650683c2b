"""Edits as a patch asks for them, of takes and of what was brought in."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from engine import frames_of
from tests.bridge.sessions.test_takes import answer, made, sound_file
from tests.session import Client, Heard


def brought_in(client: Client, path: Path) -> int:
    client.say("/take/import", "in", "path", str(path))
    take = client.hear("/job/take", "in")["take"]
    client.hear("/job/done", "in")
    return int(take)


def edited(client: Client, address: str, *values: Any) -> Heard:
    client.say(address, "edit", *values)
    take = client.hear("/job/take", "edit")
    client.hear("/job/done", "edit")
    return take


WHOLE = ("PCM_16", "PCM_24", "PCM_32")


def samples_of(path: Path | str) -> Any:
    """With all bits of every sample format."""
    return soundfile.read(path, dtype="int32" if soundfile.info(path).subtype in WHOLE else "float64", always_2d=True)[
        0
    ]


@pytest.mark.parametrize("subtype", [*WHOLE, "FLOAT", "DOUBLE"])
@pytest.mark.parametrize("channels", [1, 2])
@pytest.mark.parametrize("rate_hz", [8_000, 44_100, 192_000])
def test_regions_are_made_anew_and_all_else_keeps_every_bit(
    client: Client, tmp_path: Path, subtype: str, channels: int, rate_hz: int
) -> None:
    path = sound_file(tmp_path, "scene.wav", rate_hz, channels, subtype=subtype)
    source = brought_in(client, path)
    take = edited(client, "/inpaint", "take", source, "region", 0.01, 0.03, "region", 0.05, 0.08)
    info = soundfile.info(take["path"])
    assert (info.samplerate, info.channels, info.subtype, info.frames) == (rate_hz, channels, subtype, rate_hz // 10)
    after, before = samples_of(take["path"]), samples_of(path)
    edges = [round(second * rate_hz) for second in (0, 0.01, 0.03, 0.05, 0.08, 0.1)]
    for start, end in zip(edges[::2], edges[1::2], strict=True):
        np.testing.assert_array_equal(after[start:end], before[start:end])
    for start, end in zip(edges[1::2], edges[2::2], strict=False):
        assert np.mean(after[start:end] != before[start:end]) > 0.9
    longer = edited(client, "/extend", "take", source, "seconds", 0.05, "side", "both")
    added = frames_of(0.05, rate_hz)
    np.testing.assert_array_equal(samples_of(longer["path"])[added : added + len(before)], before)


@pytest.mark.parametrize("subtype", ["PCM_32", "DOUBLE"])
def test_strength_0_copies_every_bit_of_a_wide_format(client: Client, tmp_path: Path, subtype: str) -> None:
    path = sound_file(tmp_path, "scene.wav", subtype=subtype)
    copied = edited(client, "/transform", "take", brought_in(client, path), "strength", 0)
    np.testing.assert_array_equal(samples_of(copied["path"]), samples_of(path))


def test_a_take_goes_on_and_begins_earlier(client: Client) -> None:
    source = made(client, "330")
    take = edited(client, "/extend", "take", source, "seconds", 0.1, "side", "both", "prompt", 330.0)
    assert take["seconds"] == pytest.approx(0.4)
    info = answer(client, "/take/info", "/take/info", take["take"])
    assert (info["parent"], info["prompt"], info["name"]) == (source, "330", "330")


def test_a_loop_has_exactly_its_beats(client: Client) -> None:
    take = edited(client, "/loop", "beats", 3, "tempo", 137, "prompt", "440")
    assert soundfile.info(take["path"]).frames == round(3 * 60 / 137 * 48_000)
    of_take = edited(client, "/loop", "take", made(client, "220"), "seconds", 0.125)
    assert soundfile.info(of_take["path"]).frames == 6_000


def test_a_dull_recording_is_made_brighter_at_the_cards_rate(client: Client, tmp_path: Path) -> None:
    path = sound_file(tmp_path, "old.wav", rate_hz=16_000, channels=1)
    take = edited(client, "/upscale", "take", brought_in(client, path))
    info = soundfile.info(take["path"])
    assert (info.samplerate, info.frames) == (48_000, 4_800)


def test_between_two_takes_and_between_a_take_and_words(client: Client) -> None:
    first, second = made(client, "300"), made(client, "900")
    halfway = edited(client, "/morph", "take", first, "other", second, "amount", 0.5)
    toward = edited(client, "/morph", "take", first, "amount", 1.0, "prompt", "300", "to", "500")
    assert halfway["seconds"] == toward["seconds"] == pytest.approx(0.2)
    spectrum = np.abs(np.fft.rfft(soundfile.read(toward["path"])[0]))
    assert spectrum.argmax() == 100  # 500 Hz


def test_a_transformed_take_is_recalled_bit_for_bit(client: Client) -> None:
    take = edited(client, "/transform", "take", made(client, "300"), "strength", 0.4, "prompt", "600", "seed", 3)
    client.say("/take/recall", "again", "take", take["take"])
    again = client.hear("/job/take", "again")["take"]
    assert client.hear("/job/note", "again")["says"] == f"Take {again} equals take {take['take']}, bit for bit."


@pytest.mark.parametrize(
    ("verb", "values", "code", "says"),
    [
        ("/inpaint", ("take", 1), "key", "/inpaint needs region: from where to where."),
        ("/inpaint", ("take", 1, "region", 0.5), "key", "region needs a start and an end in seconds behind it"),
        ("/inpaint", ("take", 1, "region", 0.5, "x"), "type", "region is a start and end, not the word x."),
        ("/extend", ("take", 1, "side", "left"), "range", "side is end or start or both, not the word left."),
        ("/transform", ("take", 1, "strength", 2), "range", "strength is 0 to 1, not 2."),
        ("/loop", ("model", "vae2"), "model", "There is no model called vae2"),
    ],
)
def test_what_can_not_be_edited_is_refused(
    client: Client, verb: str, values: tuple[Any, ...], code: str, says: str
) -> None:
    client.say(verb, "edit", *values)
    error = client.hear("/error", "edit")
    assert error.values[1] == code
    assert says in error.values[2]


def test_a_region_beyond_the_end_fails_with_its_reason(client: Client) -> None:
    client.say("/inpaint", "edit", "take", made(client, "330"), "region", 0.1, 5.0)
    failed = client.hear("/job/failed", "edit")
    assert failed.values[1] == "range"
    assert "lies outside of the source" in failed.values[2]


def test_takes_longer_than_the_model_makes_go_on_and_are_edited(client: Client) -> None:
    client.say("/generate", "long", "seconds", 55)
    source = client.hear("/job/take", "long")
    longer = edited(client, "/extend", "take", source["take"], "seconds", 20)
    assert longer["seconds"] == 75
    take = edited(client, "/inpaint", "take", longer["take"], "region", 70, 70.5)
    before, extended, after = (soundfile.read(each["path"], dtype="float32")[0] for each in (source, longer, take))
    np.testing.assert_array_equal(extended[: len(before)], before)
    inside = slice(70 * 48_000, 70 * 48_000 + 24_000)
    changed = np.flatnonzero(after != extended)
    assert inside.start <= changed[0] < changed[-1] < inside.stop
    varied = edited(client, "/vary", "take", longer["take"])
    assert varied["seconds"] == 75
    morphed = edited(client, "/morph", "take", longer["take"], "other", source["take"], "amount", 0.5)
    assert morphed["seconds"] == 75
    looped = edited(client, "/loop", "take", longer["take"], "seconds", 70)
    assert looped["seconds"] == 70
    loop, _ = soundfile.read(looped["path"], dtype="float32")
    np.testing.assert_array_equal(loop[: 69 * 48_000], extended[: 69 * 48_000])
    client.say("/loop", "edit", "seconds", 75)
    failed = client.hear("/job/failed", "edit")
    assert failed.values[1:] == ("range", "tone makes loops of 0.02 to 60 seconds; 75 is not among them.")
