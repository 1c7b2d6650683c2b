"""The flow's loss: nothing for the true velocity, told as the family tells it, at the times that are due."""

from typing import Any

import pytest
import torch
from torch import Tensor, nn

from engine.families.stable_audio3 import StableAudio3
from engine.families.what_stays import what_stays
from engine.models.codec.framing import SIZE
from engine.training.ember.batches import Batch
from engine.training.ember.flow import drawn_masks, drawn_pitched, drawn_times, flow_loss, local_of
from engine.training.ember.network import FlowNetwork, Told
from engine.training.ember.shape import scheduler
from tests.engine.training.ember.fakes import TINY, Letters, LetterWords, item, seeded

COUNT, COLUMNS = 6, 20


def batch(sounding: int = COLUMNS) -> Batch:
    clean = torch.randn(COUNT, SIZE, COLUMNS, generator=seeded(1))
    return Batch(
        clean, (torch.arange(COLUMNS) < sounding).expand(COUNT, -1), torch.full((COUNT,), 0.9), (item(),) * COUNT
    )


def told() -> Told:
    ids, read = LetterWords().read(["kick", "a flute", "", "x", "rain", "wind"])
    return Told(ids, read, torch.full((COUNT,), 0.9))


def noise() -> Tensor:
    return torch.randn(COUNT, SIZE, COLUMNS, generator=seeded(2))


class Knowing(nn.Module):
    """Knows what is clean: predicts the true velocity, wrong by `error` where told so."""

    def __init__(self, clean: Tensor, error: Tensor) -> None:
        super().__init__()
        self.clean, self.error = clean, error

    def forward(self, noisy: Tensor, time: Tensor, told: Told, local: Tensor | None) -> Tensor:
        # From (1 - t) clean + t noise follows noise - clean.
        return (noisy - self.clean) / time[:, None, None] + self.error


def lost(error: Tensor, mask: Tensor | None = None, sounding: int = COLUMNS) -> float:
    knowing: Any = Knowing(batch().clean, error)
    pitched = torch.zeros(COUNT, dtype=torch.bool)
    return float(flow_loss(knowing, batch(sounding), told(), mask, pitched, torch.linspace(0.1, 0.9, COUNT), noise()))


def columns(first: int, last: int) -> Tensor:
    return ((torch.arange(COLUMNS) >= first) & (torch.arange(COLUMNS) < last)).float().expand(1, SIZE, -1)


def test_the_true_velocity_loses_nothing() -> None:
    assert lost(torch.zeros(1)) < 1e-9
    assert lost(torch.ones(1)) == pytest.approx(1)


def test_silence_and_what_is_known_count_little_but_not_nothing() -> None:
    silent = lost(columns(10, 20), sounding=10)
    assert 0 < silent == pytest.approx(1 / 11)
    mask = torch.zeros(COUNT, 1, COLUMNS, dtype=torch.bool)
    mask[:, :, :10] = True
    assert 0 < lost(columns(10, 20), mask) == pytest.approx(1 / 11)


class Looking(nn.Module):
    """Predicts nothing; remembers what it saw."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[Tensor] = []

    def forward(self, noisy: Tensor, time: Tensor, told: Told, local: Tensor | None) -> Tensor:
        self.seen.append(noisy)
        return torch.zeros_like(noisy)


def test_a_pitch_that_is_seen_is_seen_as_it_is_and_counts_nothing() -> None:
    network: Any = Looking()
    time, pitched = torch.full((COUNT,), 0.5), torch.arange(COUNT) < 2
    only_the_pitch = noise()
    only_the_pitch[:, :-1] = batch().clean[:, :-1]
    loss = flow_loss(network, batch(), told(), None, pitched, time, only_the_pitch)
    seen, clean = network.seen[0], batch().clean
    assert torch.equal(seen[:2, -1], clean[:2, -1])
    torch.testing.assert_close(seen[2:, -1], (clean[2:, -1] + only_the_pitch[2:, -1]) / 2)
    missed = (only_the_pitch[2:, -1] - clean[2:, -1]).square().mean(1) / SIZE
    assert float(loss) == pytest.approx(float(missed.sum() / COUNT), rel=1e-4)


def test_the_pitch_of_notes_is_seen_oftener_than_that_of_others() -> None:
    seen = drawn_pitched([*[item(note=60.0)] * 1000, *[item()] * 1000], seeded(4))
    assert 400 < int(seen[:1000].sum()) < 600
    assert 80 < int(seen[1000:].sum()) < 220


@torch.no_grad()
def drawn_network() -> FlowNetwork:
    """Every weight drawn, so that masks do something."""
    torch.manual_seed(0)
    network = FlowNetwork(TINY, Letters()).eval()
    for weight in network.parameters():
        weight.add_(0.1 * torch.randn(weight.shape))
    return network


def family_of(network: FlowNetwork) -> StableAudio3:
    return StableAudio3(
        transformer=network.transformer, vae=None, text_encoder=nn.Identity(), tokenizer=None,
        duration_embedder=network.duration_embedder, schedule=dict(scheduler().config), weights="",
        precision="float32", channels=1,
    )  # fmt: skip


@torch.no_grad()
@pytest.mark.parametrize("masked", [False, True])
def test_the_network_is_told_what_the_family_tells_it_and_its_estimate_is_clean(masked: bool) -> None:
    network, given, time = drawn_network(), told(), 0.3
    family, clean = family_of(network), batch().clean
    mask = drawn_masks(COUNT, COLUMNS, seeded(3)) if masked else None
    local = local_of(clean, mask) if mask is not None else None
    noisy = (1 - time) * clean + time * noise()
    velocity = network(noisy, torch.full((COUNT,), time), given, local)

    length = network.duration_embedder(given.seconds)
    (text,) = network.text_encoder(given.ids, given.read)
    inputs = (torch.cat((text, length[:, None]), 1), torch.cat((given.read, given.read.new_ones(COUNT, 1)), 1))
    sigma = time / (1 - time)
    family_local = what_stays(network.transformer, mask, clean if masked else None)
    theirs = family._clean(clean + sigma * noise(), sigma, (*inputs, length, *family_local))
    torch.testing.assert_close(noisy - time * velocity, theirs, atol=1e-5, rtol=1e-5)


def test_a_mask_is_laid_out_as_the_familys() -> None:
    network, clean = drawn_network(), batch().clean
    mask = drawn_masks(COUNT, COLUMNS, seeded(3))
    (expected,) = what_stays(network.transformer, mask, clean)
    assert torch.equal(local_of(clean, mask), expected)


def test_masks_are_spans_ends_and_beginnings_and_never_all_or_nothing() -> None:
    masks = drawn_masks(600, COLUMNS, seeded(0))[:, 0]
    assert masks.any(1).all()
    assert not masks.all(1).any()
    edges = torch.nn.functional.pad(masks.int(), (1, 1)).diff().abs().sum(1)
    assert (edges == 2).all(), "each is one span"
    begins, ends = masks[:, 0], masks[:, -1]
    assert 150 < (begins & ~ends).sum() < 300
    assert 150 < (ends & ~begins).sum() < 300
    assert (~begins & ~ends).sum() > 100
    assert drawn_masks(5, 1, seeded(0)).all()


def test_times_are_logit_normal() -> None:
    times = drawn_times(20_000, seeded(0))
    logits = torch.logit(times.double())
    assert float(logits.mean()) == pytest.approx(0, abs=0.03)
    assert float(logits.std()) == pytest.approx(1, abs=0.03)
    quantiles = torch.quantile(times, torch.tensor([0.05, 0.5, 0.95])).tolist()
    assert quantiles == pytest.approx([0.162, 0.5, 0.838], abs=0.01)
