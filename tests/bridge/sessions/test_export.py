"""Takes that leave the session: the foley artist's last step."""

from pathlib import Path

import pytest
import soundfile

from tests.bridge.sessions.test_takes import made
from tests.session import Client


def test_takes_are_exported_under_the_names_that_were_asked_for(client: Client, tmp_path: Path) -> None:
    first, second = made(client, "330"), made(client, "440")
    folder = tmp_path / "for the film"
    client.say("/take/export", "out", first, float(second), "rate", 44_100, "bits", 16,
               "path", *str(folder).split(" "), "pattern", "{n}", "-", "{prompt}")  # fmt: skip
    client.hear("/job/queued", "out")
    written = [client.hear("/job/file", "out") for _ in range(2)]
    assert [(file["take"], Path(file["path"]).name) for file in written] == [
        (first, "1 - 330.wav"),
        (second, "2 - 440.wav"),
    ]
    assert client.hear("/job/done", "out")["takes"] == 2
    info = soundfile.info(written[1]["path"])
    assert (info.samplerate, info.subtype, info.frames) == (44_100, "PCM_16", 8_820)


def test_without_numbers_those_with_a_star_are_exported(client: Client, tmp_path: Path) -> None:
    made(client, "100")
    chosen = made(client, "200")
    client.say("/take/star", chosen)
    client.hear("/take/info")
    client.say("/take/export", "out", "path", str(tmp_path / "best"))
    client.hear("/job/done", "out")
    client.say("/take/star", chosen, 0)
    assert [path.name for path in (tmp_path / "best").iterdir()] == ["200.wav"]


@pytest.mark.parametrize(
    ("values", "code", "says"),
    [
        ((1.5, "path", "/tmp/x"), "type", "A take is a whole number from 1, not 1.5."),
        ((1, "bits", 20, "path", "/tmp/x"), "range", "bits is 16, 24 or 32"),
        ((1, "path", "x"), "file", "give the whole path"),
        ((1,), "key", "/take/export needs path"),
    ],
)
def test_what_can_not_be_exported_is_refused(
    client: Client, values: tuple[str | int | float, ...], code: str, says: str
) -> None:
    client.say("/take/export", "out", *values)
    error = client.hear("/error", "out")
    assert error.values[1] == code
    assert says in error.values[2]


def test_a_take_that_is_not_there_ends_the_export(client: Client, tmp_path: Path) -> None:
    take = made(client, "330")
    client.say("/take/export", "out", take, 99_999, "path", str(tmp_path))
    client.hear("/job/file", "out")
    assert client.hear("/job/failed", "out").values[1] == "missing"
    assert len(list(tmp_path.glob("330.wav"))) == 1
