"""A run on a tiny corpus: interrupted or not it comes to the same, carried it comes to nearly the same."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from engine.errors import ModelError
from engine.training.checkpoint import CHECKPOINT, load_average
from engine.training.codec.checkpoint import LARGEST_PART, PARTS
from engine.training.codec.run import train
from engine.training.codec.shipped import SHIPPED, read_shipped
from engine.training.codec.wish import Wish
from engine.training.slices import BEST, RunStatus
from tests.engine.training.codec.corpus import tiny_corpus
from tests.engine.training.runs import told_until

STEPS = 4
"""The critic takes part in the last two."""


def trained(out: Path, *, steps: int = STEPS, parts: bool = False, until: int | None = None) -> list[RunStatus]:
    told: list[RunStatus] = []
    report = told_until(told, until)
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        train(tiny_corpus(), out, Wish(steps=steps, batch=2, seed=3, parts=parts), report)
    except KeyboardInterrupt:
        pass
    finally:
        torch.set_num_threads(threads)
    return told


def state(out: Path) -> dict[str, object]:
    content: dict[str, object] = torch.load(out / CHECKPOINT, weights_only=True)
    del content["progress"]
    return content


def tensors(value: object, name: str = "") -> dict[str, torch.Tensor]:
    """Every tensor and number in a nest of dictionaries and lists, by its path."""
    if isinstance(value, torch.Tensor):
        return {name: value}
    if isinstance(value, dict):
        return {k: v for key, each in value.items() for k, v in tensors(each, f"{name}/{key}").items()}
    if isinstance(value, list | tuple):
        return {k: v for at, each in enumerate(value) for k, v in tensors(each, f"{name}/{at}").items()}
    return {name: torch.tensor(value)} if isinstance(value, int | float) else {}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[RunStatus]]:
    out = tmp_path_factory.mktemp("whole")
    return out, trained(out, parts=True)


def test_a_run_counts_its_steps_validates_at_its_end_and_keeps_the_best(whole: tuple[Path, list[RunStatus]]) -> None:
    out, told = whole
    assert [status.step for status in told] == [1, 2, 3, 4]
    assert told[-1].seconds_left == 0
    assert told[-1].best == told[-1].distance > 0
    assert load_average(out / BEST).keys() == torch.load(out / CHECKPOINT, weights_only=True)["network"].keys()


@pytest.mark.parametrize("until", [1, 3])
def test_an_interrupted_run_goes_on_to_the_same_bits(
    whole: tuple[Path, list[RunStatus]], tmp_path: Path, until: int
) -> None:
    first = trained(tmp_path, until=until)
    second = trained(tmp_path)
    assert [status.step for status in first + second] == [1, 2, 3, 4]
    once, twice = tensors(state(whole[0])), tensors(state(tmp_path))
    assert once.keys() == twice.keys()
    assert [name for name in once if not torch.equal(once[name], twice[name])] == []


def test_a_run_stops_by_the_clock_and_says_how_long_it_has(tmp_path: Path) -> None:
    told: list[RunStatus] = []
    status = train(tiny_corpus(), tmp_path, Wish(minutes=0.02, steps=10_000, batch=1), told.append)
    assert 0 < status.step < 10_000
    assert all(each.seconds_left <= 1.2 for each in told)
    assert (tmp_path / CHECKPOINT).exists()


def test_parts_are_small_and_a_run_goes_on_from_them(whole: tuple[Path, list[RunStatus]], tmp_path: Path) -> None:
    for name in PARTS:
        assert (whole[0] / name).stat().st_size < LARGEST_PART
        (tmp_path / name).write_bytes((whole[0] / name).read_bytes())
    (told,) = trained(tmp_path, steps=STEPS + 1)
    assert (told.step, told.steps) == (STEPS + 1, STEPS + 1)
    assert told.best <= told.distance


@pytest.mark.parametrize("carried", [("weights.part", "rest.part"), ("rest.part",)])
def test_parts_go_on_without_the_others(
    whole: tuple[Path, list[RunStatus]], tmp_path: Path, carried: tuple[str, ...]
) -> None:
    for name in carried:
        (tmp_path / name).write_bytes((whole[0] / name).read_bytes())
    (told,) = trained(tmp_path, steps=STEPS + 1)
    assert told.step == STEPS + 1


def test_weights_that_ship_are_read_without_a_library(tmp_path: Path) -> None:
    expected, found = load_file(SHIPPED), read_shipped()
    assert expected.keys() == found.keys()
    assert all(torch.equal(expected[name], found[name]) for name in expected)
    (tmp_path / "cut.safetensors").write_bytes(SHIPPED.read_bytes()[:-1000])
    with pytest.raises(ModelError, match=r"carry weights\.part"):
        read_shipped(tmp_path / "cut.safetensors")


def test_a_damaged_checkpoint_is_said_to_be_one(tmp_path: Path) -> None:
    (tmp_path / CHECKPOINT).write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError, match="begin the run anew"):
        trained(tmp_path)


def test_a_new_run_begins_with_weights_that_ship(tmp_path: Path) -> None:
    wish = Wish(steps=1, batch=2, peak_rate=1e-9, weights=SHIPPED)
    train(tiny_corpus(), tmp_path, wish, lambda status: None)
    begun, shipped = state(tmp_path), read_shipped()
    for part in ("network", "average"):
        found = tensors(begun[part])
        assert all(torch.allclose(found[f"/{name}"], shipped[name].float(), atol=1e-6) for name in shipped)


def test_weights_of_something_else_are_refused(tmp_path: Path) -> None:
    other = tmp_path / "other.safetensors"
    save_file({"weight": torch.zeros(3, dtype=torch.float16)}, other)
    with pytest.raises(ModelError, match=r"other\.safetensors is of another version"):
        train(tiny_corpus(), tmp_path / "run", Wish(steps=1, batch=2, weights=other), lambda status: None)


def test_with_its_latents_kept_only_the_decoder_learns(tmp_path: Path) -> None:
    train(tiny_corpus(), tmp_path, Wish(steps=1, batch=2, weights=SHIPPED, keep_latents=True), lambda status: None)
    learned, before = torch.load(tmp_path / CHECKPOINT, weights_only=True)["network"], load_file(SHIPPED)
    changed = {
        name.partition(".")[0] for name, values in learned.items() if not torch.equal(values.half(), before[name])
    }
    assert changed == {"decoder"}
