from pathlib import Path
from typing import Any

import pytest

from bridge import settings
from bridge.settings import Settings, SettingsError, read_settings


@pytest.fixture(autouse=True)
def no_file_of_the_persons_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(settings, "settings_file", lambda: tmp_path / "there" / "warmtone.toml")


def written(folder: Path, text: str) -> Path:
    file = folder / "some.toml"
    file.write_text(text, "utf-8")
    return file


def test_without_a_file_or_flags_everything_has_its_default() -> None:
    assert read_settings(None, {"port": None}) == Settings()


def test_flags_go_before_the_file(tmp_path: Path) -> None:
    file = written(tmp_path, 'port = 9000\nmodel = "tone"\nblock = 256\ndevice = 3')
    chosen = read_settings(file, {"port": 9001, "model": None})
    assert chosen == Settings(port=9001, model="tone", block=256, device="3")


def test_the_file_in_its_usual_place_is_read(tmp_path: Path) -> None:
    (tmp_path / "there").mkdir()
    (tmp_path / "there" / "warmtone.toml").write_text("port = 9002")
    assert read_settings(None, {}).port == 9002


def test_a_session_is_a_whole_path(tmp_path: Path) -> None:
    assert read_settings(None, {"session": Path("~/jam")}).session == Path.home() / "jam"
    assert read_settings(written(tmp_path, 'session = "jam"'), {}).session == Path.cwd() / "jam"


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("prot = 1", "There is no setting prot; there are host, port, session"),
        ("[midi]\nport = 1", "There is no setting midi"),
        ("port = ", "can't be read as TOML"),
        ('port = "9000"', "port is a whole number, not '9000'."),
        ("port = 9000.0", "port is a whole number, not 9000.0."),
        ("port = true", "port is a whole number, not True."),
        ("port = 65536", "port is 0 to 65535, not 65536."),
        ("port = -1", "port is 0 to 65535, not -1."),
        ("model = 3", "model is a text, not 3."),
        ("device = true", "device is a text, not True."),
        ("session = 3", "session is a text, not 3."),
        ('session = "~nobody-is-called-that/x"', "session can't be ~nobody-is-called-that/x"),
        ('host = ""', "host can't be empty."),
        ("receive_buffer = 2000000000", "receive_buffer is 0 to"),
    ],
)
def test_what_can_not_be_is_an_error_that_says_what_was_expected(tmp_path: Path, text: str, says: str) -> None:
    with pytest.raises(SettingsError) as error:
        read_settings(written(tmp_path, text), {})
    assert says in str(error.value)


def test_a_file_that_was_named_has_to_be_there(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="There is no settings file"):
        read_settings(tmp_path / "none.toml", {})


def test_a_file_that_is_no_text(tmp_path: Path) -> None:
    file = tmp_path / "odd.toml"
    file.write_bytes(b"\xff\xfe")
    for odd in (file, tmp_path):
        with pytest.raises(SettingsError, match="can't be read"):
            read_settings(odd, {})


def test_every_setting_has_a_kind_of_its_own() -> None:
    values: dict[str, Any] = {field: getattr(Settings(), field) for field in Settings.__slots__}
    assert read_settings(None, {**values, "device": "x"}) == Settings(device="x")
