"""The envelope: straight between its points, the same in every chunking, bounded."""

import torch

from engine.models.codec.envelope import POINTS, STEADY, enveloped
from engine.models.codec.framing import HOP

ONES = torch.ones(1, 3 * HOP)


def test_points_at_zero_change_nothing() -> None:
    assert torch.equal(enveloped(ONES, torch.zeros(1, 3, POINTS), torch.zeros(1, 1)), ONES)


def test_points_within_six_decibels_do_nothing_either() -> None:
    for point in (-STEADY, STEADY):
        assert torch.equal(enveloped(ONES, torch.full((1, 3, POINTS), point), torch.zeros(1, 1)), ONES)


def test_it_is_silent_up_to_an_onset_and_loud_16_samples_later() -> None:
    points = torch.zeros(1, 3, POINTS)
    points.view(1, -1)[:, :20] = -8.0
    loud = enveloped(ONES, points, torch.full((1, 1), -8.0))[0]
    assert loud[: 20 * 16].max() < 8e-4
    assert loud[21 * 16 - 1 :].min() == 1


def test_the_last_point_goes_on_into_the_next_hop() -> None:
    points = torch.randn(1, 3, POINTS, generator=torch.Generator().manual_seed(0))
    whole = enveloped(ONES, points, torch.zeros(1, 1))
    first = enveloped(ONES[:, :HOP], points[:, :1], torch.zeros(1, 1))
    rest = enveloped(ONES[:, HOP:], points[:, 1:], points[:, 0, -1:])
    assert torch.equal(torch.cat((first, rest), 1), whole)


def test_no_point_makes_a_sound_louder_than_17_decibels() -> None:
    assert enveloped(ONES, torch.full((1, 3, POINTS), 50.0), torch.zeros(1, 1)).max() < 7.4
