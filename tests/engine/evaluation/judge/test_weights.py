import hashlib
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.errors import ModelError
from engine.evaluation.judge.judge import load_judge
from engine.evaluation.judge.network import EMBEDDING, Network
from engine.evaluation.judge.weights import Names, load_weights, save_weights
from tests.engine.evaluation.signals import hit, noise

NAMES = Names(("drums", "synth"), ("kick", "pad", "one"), ("kick",), ("one",))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    torch.manual_seed(0)
    save_weights(tmp_path / "judge.safetensors", Network(2, 3), NAMES)
    return tmp_path / "judge.safetensors"


def test_a_judge_is_read_back_with_its_names_and_hash(file: Path) -> None:
    weights = load_weights(file)
    assert weights.names == NAMES
    assert weights.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    save_weights(file.with_name("again.safetensors"), weights.network, weights.names)
    assert file.with_name("again.safetensors").read_bytes() == file.read_bytes()


def test_verdicts_are_a_row_a_sound_and_do_not_depend_on_company(file: Path) -> None:
    judge = load_judge(file)
    drum, long = hit(0), noise(5 * 44100)
    both = judge.hear([drum, long])
    assert both.embeddings.shape == (2, EMBEDDING)
    assert both.categories.sum(axis=1) == pytest.approx(1)
    assert both.labels.shape == (2, 3)
    assert both.embeddings[1] == pytest.approx(judge.hear([long]).embeddings[0], abs=1e-6)


def test_what_is_no_judge_is_refused(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="warmtone train judge"):
        load_weights(tmp_path / "nowhere.safetensors")
    (tmp_path / "text.safetensors").write_text("nothing to hear")
    with pytest.raises(ModelError, match="can't be used as the judge"):
        load_weights(tmp_path / "text.safetensors")
    save_file(load_file(file), tmp_path / "nameless.safetensors")
    with pytest.raises(ModelError, match="can't be used as the judge"):
        load_weights(tmp_path / "nameless.safetensors")


def test_a_judge_that_lacks_a_part_is_refused(file: Path, tmp_path: Path) -> None:
    network = Network(2, 3)
    del network.embedding
    save_weights(tmp_path / "partly.safetensors", network, NAMES)
    with pytest.raises(ModelError, match=r"isn't a judge of this version \(embedding"):
        load_weights(tmp_path / "partly.safetensors")
