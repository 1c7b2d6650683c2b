import json
from pathlib import Path

import pytest

from bridge.models_file import check_name, read_models, write_models
from bridge.settings import SettingsError


def test_what_was_written_is_read_and_nothing_is_no_models(tmp_path: Path) -> None:
    file = tmp_path / "there" / "models.json"
    assert read_models(file) == {}
    write_models(file, {"small": tmp_path, "big": tmp_path / "b"})
    assert read_models(file) == {"small": tmp_path, "big": tmp_path / "b"}
    assert [path.name for path in file.parent.iterdir()] == ["models.json"]


@pytest.mark.parametrize("content", ["{", "[]", '{"a": 1}', "[" * 100_000])
def test_a_file_of_something_else_is_said_to_be_mended(tmp_path: Path, content: str) -> None:
    (tmp_path / "models.json").write_text(content)
    with pytest.raises(SettingsError, match="Mend it or delete it"):
        read_models(tmp_path / "models.json")


@pytest.mark.parametrize("name", ["", "a b", "1st", "a" * 41, "../a", "vae", "tone"])
def test_names_that_no_model_of_ones_own_can_have(name: str, tmp_path: Path) -> None:
    with pytest.raises(SettingsError):
        check_name(name)
    (tmp_path / "models.json").write_text(json.dumps({name: "/a"}))
    with pytest.raises(SettingsError):
        read_models(tmp_path / "models.json")


def test_where_nothing_can_be_written_it_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(SettingsError, match=r"can't be written"):
        write_models(tmp_path / "file" / "models.json", {})
