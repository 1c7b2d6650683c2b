"""AudioLDM's card; what it computes is compared with its descendants', in `test_mel_diffusion`."""

from typing import Any

import pytest

from engine.families.audioldm import AudioLDM


def test_its_card_tells_the_noise_of_its_training(audioldm: AudioLDM, audioldm_pipeline: Any) -> None:
    card, kept = audioldm.card, audioldm_pipeline.scheduler.alphas_cumprod
    assert card.latent_shape(2, 5) == (2, 4, 5, 16)
    assert card.highest_sigma == pytest.approx(float((1 / kept[-1] - 1) ** 0.5), rel=1e-5)
    assert card.lowest_sigma == pytest.approx(float((1 / kept[0] - 1) ** 0.5), rel=1e-3)
    assert (card.schedule, card.distilled, card.default_steps) == ("variance-preserving", False, 10)
    assert (card.rate_hz, card.channels, card.frames_per_column, card.longest_seconds) == (16000, 1, 640, 5.12)


def test_a_latents_rows_follow_frequency(audioldm: AudioLDM) -> None:
    rows = [audioldm.rows_below(hertz) for hertz in (0.0, 1000.0, 4000.0, 8000.0)]
    assert rows == sorted(rows)
    assert (rows[0], rows[-1]) == (0, audioldm.card.rows[0])
    assert rows[1] * 4 <= audioldm.mel.bands_below(1000.0) < (rows[1] + 1) * 4
