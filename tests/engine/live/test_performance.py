"""An instrument that plays, without a clock: knobs glide, endings fade, and Ember's decoder fits."""

from typing import Any

import numpy as np
import pytest
import torch

from engine import ModelError
from engine.live.contract import HOP, InstrumentCard, Knob, Values
from engine.live.performance import Performance
from engine.live.sines import load_sines
from engine.models.codec.codec import load_codec
from engine.models.codec.framing import HOP as CODEC_HOP
from engine.models.codec.framing import RATE_HZ as CODEC_RATE_HZ
from engine.models.codec.framing import SIZE, frames_of_all, offset_frames
from engine.models.codec.streaming import StreamingDecoder
from tests.clicks import assert_no_click
from tests.engine.live.odd_instruments import STEPS_BEFORE, Constant

RATE_HZ = 44_100


class Coded:
    """Ember's decoder as an instrument: frames from a table, and one knob on the first number of the latent."""

    card = InstrumentCard(name="coded", streams=1, knobs=(Knob(name="first", low=-1, high=1, default=0, says="one"),))

    def __init__(self, frames: torch.Tensor) -> None:
        self.stream = StreamingDecoder(load_codec().weights.network.decoder)
        self.frames = frames

    def frame(self, position: int, knobs: Values) -> Any:
        knob = torch.zeros(1, 1, SIZE)
        knob[..., 0] = float(knobs[0])
        return offset_frames(self.frames[:, [position]], knob)


def test_embers_decoder_can_be_hosted_as_it_is() -> None:
    generator = torch.Generator().manual_seed(1)
    frames = frames_of_all(0.5 * torch.randn(1, 2, SIZE, generator=generator), generator)[:, :12]
    instrument = Coded(frames)
    performance = Performance(instrument, RATE_HZ, None)
    played = np.concatenate([performance.next_hop(None) for _ in range(12)])
    whole, _ = instrument.stream.step(frames, instrument.stream.silence())
    np.testing.assert_allclose(played[:, 0], whole[0].numpy(), atol=1e-5)
    assert (CODEC_HOP, CODEC_RATE_HZ) == (HOP, RATE_HZ)


def test_a_knob_glides() -> None:
    performance = Performance(Constant(), RATE_HZ, np.array([0.0]))
    levels = [float(performance.next_hop(np.array([1.0]))[0, 0]) for _ in range(15)]
    assert 0.6 < levels[0] < 0.95
    assert levels == sorted(levels)
    assert levels[-1] == 1.0


def test_it_begins_where_the_knobs_are() -> None:
    performance = Performance(Constant(), RATE_HZ, np.array([0.25]))
    assert performance.next_hop(None)[0, 0] == 0.25


@pytest.mark.parametrize("knob", range(4))
def test_a_turn_of_a_knob_does_not_click(knob: int) -> None:
    targets = np.array([220.0, 0.4, 0.0, 0.5])
    performance = Performance(load_sines(), RATE_HZ, targets)
    turned = targets + np.array([20.0, 0.05, 20.0, 0.1]) * (np.arange(4) == knob)
    hops = [performance.next_hop(targets if number < 60 else turned) for number in range(120)]
    assert_no_click(np.concatenate(hops), RATE_HZ, 60 * HOP, 68 * HOP)


@pytest.mark.parametrize("rate_hz", [44_100, 48_000])
def test_an_ending_fades_to_silence_without_a_click(rate_hz: int) -> None:
    performance = Performance(load_sines(), rate_hz, None)
    sound = [performance.next_hop(None) for _ in range(60)]
    begin = sum(map(len, sound))
    ending = list(performance.last_hops())
    whole = np.concatenate([*sound, *ending, np.zeros((rate_hz // 4, 1), np.float32)])
    assert_no_click(whole, rate_hz, begin, begin + 5 * HOP)
    assert np.abs(ending[-1][-64:]).max() < 1e-4


@pytest.mark.parametrize(("wrong", "says"), [("no numbers", "not finite"), ("too short", r"shape \(1, 255\)")])
def test_broken_samples_are_refused(wrong: str, says: str) -> None:
    performance = Performance(Constant(wrong), RATE_HZ, None)
    for _ in range(STEPS_BEFORE):
        performance.next_hop(None)
    with pytest.raises(ModelError, match=says):
        performance.next_hop(None)
