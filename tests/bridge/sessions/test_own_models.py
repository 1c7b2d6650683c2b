"""A person's own models, from `warmtone model add` to an edit, in a Warmtone that runs meanwhile."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.bridge.sessions.test_takes import sound_file
from tests.engine.families.conftest import (  # noqa: F401
    audioldm2_folder,
    audioldm_folder,
    ember_folder,
    musicldm_folder,
    stable_audio3_folder,
    stable_audio_open_folder,
)
from tests.session import ROOT, Client, running_warmtone

PATIENCE_SECONDS = 60.0


@pytest.fixture(scope="module")
def settings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("own")
    (folder / "some.toml").write_text(f'models = "{folder / "models.json"}"\n')
    return folder / "some.toml"


@pytest.fixture(scope="module")
def client(settings: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    models = str(settings.with_name("models.json"))
    with (
        running_warmtone(tmp_path_factory.mktemp("session"), model="tone", models=models) as warmtone,
        warmtone.client() as client,
    ):
        yield client


def told(settings: Path, *words: str) -> str:
    """What `warmtone model ...` says, in a process of its own."""
    command = [sys.executable, "-m", "bridge", "--settings", str(settings), "model", *words]
    environment = {**os.environ, "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        command, cwd=ROOT, env=environment, capture_output=True, text=True, timeout=PATIENCE_SECONDS, check=False
    )
    return done.stdout + done.stderr


def ready(client: Client, name: str) -> None:
    client.say("/model/load", name)
    while (state := client.hear("/model", name, seconds=PATIENCE_SECONDS)["state"]) != "ready":
        assert state == "loading"


@pytest.mark.parametrize(
    ("name", "fixture", "says"),
    [
        ("sa3", "stable_audio3_folder", "stable-audio-3, 8 kHz stereo"),
        ("sao", "stable_audio_open_folder", "stable-audio-open, 8 kHz stereo"),
        ("ldm", "audioldm_folder", "audioldm, 16 kHz mono"),
        ("ldm2", "audioldm2_folder", "audioldm-2, 16 kHz mono"),
        ("music", "musicldm_folder", "musicldm, 16 kHz mono"),
    ],
)
def test_a_model_is_added_while_warmtone_runs_and_edits(
    settings: Path, client: Client, request: pytest.FixtureRequest, tmp_path: Path, name: str, fixture: str, says: str
) -> None:
    folder = request.getfixturevalue(fixture)
    assert f"{name}: {says}" in told(settings, "add", name, str(folder))
    assert str(folder) in told(settings, "list")
    ready(client, name)
    path = sound_file(tmp_path, "scene.wav", rate_hz=44_100, subtype="PCM_24")
    client.say("/take/import", "in", "path", str(path))
    source = client.hear("/job/take", "in")["take"]
    client.say("/inpaint", name, "take", source, "region", 0.03, 0.07, "model", name, "steps", 2, "prompt", "rain")
    take = client.hear("/job/take", name, seconds=PATIENCE_SECONDS)
    after, before = soundfile.read(take["path"])[0], soundfile.read(path)[0]
    assert soundfile.info(take["path"]).subtype == "PCM_24"
    np.testing.assert_array_equal(after[:1_323], before[:1_323])
    np.testing.assert_array_equal(after[3_087:], before[3_087:])
    assert not np.array_equal(after[1_323:3_087], before[1_323:3_087])
    assert client.hear("/job/done", name)["takes"] == 1


def test_a_pitch_and_a_brightness_reach_a_model_that_can_be_told_them_and_come_again(
    settings: Path,
    client: Client,
    ember_folder: Path,  # noqa: F811
) -> None:
    told(settings, "add", "ember", str(ember_folder))
    ready(client, "ember")
    asked = ("seconds", 0.3, "steps", 2, "seed", 5, "model", "ember")
    sounds = {}
    for job, controls in (("high", ("pitch", 72, "brightness", 0.3)), ("low", ("pitch", 36)), ("free", ())):
        client.say("/generate", job, *asked, *controls, "prompt", "a", "xyzzy", "dog")
        says = client.hear("/job/note", job, seconds=PATIENCE_SECONDS)["says"]
        assert says == "'xyzzy' is not a word that ember knows; it was guessed from its letters."
        take = client.hear("/job/take", job, seconds=PATIENCE_SECONDS)
        sounds[job] = soundfile.read(take["path"])[0].tobytes()
        client.say("/take/recall", "again", "take", take["take"])
        again = client.hear("/job/take", "again", seconds=PATIENCE_SECONDS)["take"]
        equal = f"Take {again} equals take {take['take']}, bit for bit."
        assert client.hear("/job/note", "again")["says"] == equal
        client.hear("/job/done", "again")
    assert len(set(sounds.values())) == 3


def test_a_model_that_can_not_be_used_is_not_added(settings: Path, tmp_path: Path) -> None:
    (tmp_path / "model_index.json").write_text('{"_class_name": "Other"}')
    assert "holds a Other, which isn't known" in told(settings, "add", "other", str(tmp_path))
    assert "There is no folder" in told(settings, "add", "other", str(tmp_path / "nowhere"))
    assert "can't be fetched" in told(settings, "add", "other", "nobody/nothing")
    assert "other" not in told(settings, "list")


def test_an_unknown_model_is_one_error(client: Client) -> None:
    client.say("/model/load", "nobody")
    assert "There is no model called nobody" in client.hear("/error", "/model/load", "model").values[2]


def test_a_model_is_forgotten_and_its_folder_stays(settings: Path, stable_audio3_folder: Path) -> None:  # noqa: F811
    told(settings, "add", "gone", str(stable_audio3_folder))
    told(settings, "remove", "gone")
    assert "gone" not in told(settings, "list")
    assert (stable_audio3_folder / "model_index.json").is_file()
    assert "There is no model gone of your own" in told(settings, "remove", "gone")
