"""`warmtone evaluate ember` and `evaluate words` as a person types them."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bridge import cli
from tests.engine.evaluation.ember.folder import write_ember
from tests.engine.evaluation.ember.short import make_short
from tests.engine.training.words.folder import write_folder


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """The options that every command takes."""
    data, model = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("model")
    return ["--data", str(write_folder(data)), "--folder", str(write_ember(model))]


@pytest.fixture(autouse=True)
def _short(monkeypatch: pytest.MonkeyPatch) -> None:
    make_short(monkeypatch)


def typed(*words: object) -> Result:
    return CliRunner(env={"COLUMNS": "160"}).invoke(cli.warmtone, ["evaluate", *map(str, words)])


def test_a_table_and_then_json_of_the_same_clips(places: list[str], tmp_path: Path) -> None:
    asked = ("ember", *places, "--out", tmp_path / "out", "--clips", 1, "--steps", 1, "--guidance", 2)
    told = typed(*asked)
    assert told.exit_code == 0, told.exception
    for words in ("1 steps, guidance 2", "prompts followed, categories", "0.6 to 1.4", "<= 20 cents", "not measured"):
        assert words in told.stdout
    again = typed(*asked, "--json")
    content = json.loads(again.stdout)
    assert content["figures"]["pitch: within 50 cents"] | {"value": 0, "low": 0, "high": 0} == {
        "value": 0, "low": 0, "high": 0, "count": 24, "least": 0.8, "most": None, "met": False,
    }  # fmt: skip
    assert content["measured"]["setting"] == {"steps": 1, "guidance": 2.0}
    assert (tmp_path / "out" / "clips.csv").exists()


def test_several_settings_are_a_table_of_settings(places: list[str], tmp_path: Path) -> None:
    told = typed("ember", *places, "--out", tmp_path, "--clips", 1, "--steps", "1,2", "--guidance", "1.5")
    assert told.exit_code == 0, told.exception
    assert "5 s take" in told.stdout
    assert told.stdout.count("1.5") == 2


@pytest.mark.parametrize(("option", "value"), [("--steps", "8,many"), ("--steps", "0"), ("--guidance", "-1")])
def test_settings_that_are_none_are_refused(places: list[str], option: str, value: str) -> None:
    told = typed("ember", *places, option, value)
    assert told.exit_code == 2
    assert option in told.output


def test_words_and_their_neighbours(places: list[str]) -> None:
    told = typed("words", *places)
    assert told.exit_code == 0, told.exception
    assert "captions for sounds" in told.stdout
    assert "spaniel (animals)" in told.stdout
    assert "hound (animals)" in told.stdout
    content = json.loads(typed("words", *places, "--json").stdout)
    assert content["sounds"]["queries"] == 4
    assert (len(content["taught"]["words"]), len(content["strange"]["words"])) == (40, 40)
