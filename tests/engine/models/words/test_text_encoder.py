"""The text encoder: what it gives, what changes nothing, and that it is the same from a folder."""

from pathlib import Path

import pytest
import torch
from torch import Tensor

from engine.families.parts import quiet
from engine.models.words.controls import CONTROL_TOKENS
from engine.models.words.sinusoids import control_shapes, sinusoids
from engine.models.words.text_encoder import TextEncoder
from engine.models.words.tokenizer import FIRST_CONTROL
from tests.engine.models.words.small import SIZE, small_encoder

WORDS = FIRST_CONTROL + len(CONTROL_TOKENS)
ENCODER = small_encoder()


def texts(rows: int = 3, tokens: int = 9) -> Tensor:
    drawn = torch.randint(WORDS, SIZE, (rows, tokens), generator=torch.Generator().manual_seed(1))
    drawn[:, 0] = 1
    return drawn


@torch.inference_mode()
def told(ids: Tensor, read: Tensor | None = None, encoder: TextEncoder = ENCODER) -> Tensor:
    (hidden,) = encoder(ids, attention_mask=read)
    assert isinstance(hidden, Tensor)
    return hidden


@torch.inference_mode()
def placed(ids: Tensor, read: Tensor | None = None, encoder: TextEncoder = ENCODER) -> Tensor:
    return encoder.placed(ids, torch.ones_like(ids) if read is None else read)


def test_the_shipped_size_has_less_than_two_million_numbers() -> None:
    with torch.device("meta"):
        encoder = TextEncoder()
    assert sum(weight.numel() for weight in encoder.parameters()) < 2_000_000
    assert encoder.tell.out_features == 256
    assert encoder.place.out_features == 128


def test_every_token_tells_and_a_text_lies_on_the_sphere() -> None:
    assert told(texts()).shape == (3, 9, 24)
    assert placed(texts()).shape == (3, 16)
    assert torch.allclose(placed(texts()).norm(dim=1), torch.ones(3))


def test_the_same_text_tells_the_same_and_its_order_matters() -> None:
    assert torch.equal(told(texts()), told(texts()))
    assert not torch.allclose(placed(texts()), placed(texts()[:, [0, 2, 1, *range(3, 9)]]), atol=1e-3)


@pytest.mark.parametrize("before", [0, 4], ids=["behind", "around"])
def test_padding_changes_nothing_and_tells_nothing(before: int) -> None:
    padded, read = torch.zeros(3, 20, dtype=torch.long), torch.zeros(3, 20, dtype=torch.long)
    own = slice(before, before + 9)
    padded[:, own], read[:, own] = texts(), 1
    found = told(padded, read)
    assert torch.allclose(found[:, own], told(texts()), atol=1e-5)
    assert found[:, before + 9 :].abs().max() == 0
    assert torch.allclose(placed(padded, read), placed(texts()), atol=1e-5)


def test_a_text_does_not_hear_its_neighbours() -> None:
    assert torch.allclose(told(texts())[1:2], told(texts()[1:2]), atol=1e-5)


def test_a_text_of_which_nothing_is_read_is_still_a_number() -> None:
    nothing = torch.zeros_like(texts())
    assert told(texts(), nothing).abs().max() == 0
    assert placed(texts(), nothing).isfinite().all()


def test_controls_tell_but_do_not_move_a_text() -> None:
    controls = torch.tensor([[FIRST_CONTROL + 60, FIRST_CONTROL + 130]]).expand(3, -1)
    with_them = torch.cat((texts()[:, :1], controls, texts()[:, 1:]), 1)
    assert torch.allclose(placed(with_them), placed(texts()), atol=1e-5)
    assert not torch.allclose(told(with_them)[:, 3:], told(texts())[:, 1:], atol=1e-3)


def test_a_control_says_the_same_before_and_behind_the_words() -> None:
    control = torch.full((3, 1), FIRST_CONTROL + 60)
    before, behind = torch.cat((control, texts()), 1), torch.cat((texts(), control), 1)
    assert torch.allclose(told(before)[:, 1:], told(behind)[:, :-1], atol=1e-5)


def test_neighbouring_values_are_more_alike_than_distant_ones_and_other_kinds() -> None:
    shapes = control_shapes(8)
    assert len(shapes) == len(CONTROL_TOKENS)
    apart = (shapes[60] - shapes).norm(dim=1)
    assert apart[61] < apart[64] < apart[100]
    level = (shapes[128] - shapes).norm(dim=1)
    assert level[129] < level[128 + 16], "the lowest loudness is nearer to the next than to the lowest brightness"


def test_sinusoids_are_what_the_paper_says() -> None:
    found = sinusoids(torch.tensor([0, 2]), 4)
    slow = torch.tensor(0.002)
    wanted = torch.stack((torch.tensor(2.0).sin(), slow.sin(), torch.tensor(2.0).cos(), slow.cos()))
    assert torch.allclose(found, torch.stack((torch.tensor([0.0, 0, 1, 1]), wanted)))


def test_it_is_the_same_from_a_folder(tmp_path: Path) -> None:
    with quiet():
        ENCODER.save_pretrained(tmp_path)
        read = TextEncoder.from_pretrained(tmp_path, local_files_only=True).eval()
    assert torch.equal(told(texts(), encoder=read), told(texts()))


def test_in_half_precision_from_a_folder_it_tells_nearly_the_same(tmp_path: Path) -> None:
    with quiet():
        ENCODER.save_pretrained(tmp_path)
        read = TextEncoder.from_pretrained(tmp_path, dtype=torch.bfloat16, local_files_only=True).eval()
    found, wanted = told(texts(), encoder=read), told(texts())
    assert found.dtype == torch.bfloat16
    assert (found.float() - wanted).norm() < 0.03 * wanted.norm()
    assert (placed(texts(), encoder=read) * placed(texts())).sum(1).min() > 0.999


def test_it_learns_every_weight() -> None:
    encoder = small_encoder()
    ids = torch.cat((texts(), torch.full((3, 1), FIRST_CONTROL + 3)), 1)
    (hidden,) = encoder(ids)
    (hidden.square().sum() + encoder.placed(ids, torch.ones_like(ids))[:, 0].sum()).backward()
    assert all(weight.grad is not None and weight.grad.any() for weight in encoder.parameters())
