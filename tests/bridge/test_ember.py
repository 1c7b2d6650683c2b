"""`warmtone train words`, `train ship-words`, `train latents` and `train ember` as a person types them."""

from pathlib import Path

import pytest

from engine.families.folder import words_in
from engine.families.loading import load_family
from tests.bridge.test_codec import typed
from tests.engine.training.words.folder import write_folder


@pytest.fixture(autouse=True)
def _no_nicer(monkeypatch: pytest.MonkeyPatch) -> None:
    """The commands run in this process, which is not to become nice for good."""
    monkeypatch.setattr("os.nice", lambda by: 0)


def test_from_a_folder_of_clips_and_texts_to_a_generator_that_goes_on(tmp_path: Path) -> None:
    data = write_folder(tmp_path / "data")
    words, latents, ember = (tmp_path / name for name in ("words", "latents.safetensors", "ember"))

    told = typed("train", "words", "--data", data, "--out", words, "--steps", 2, "--batch", 4)
    assert "step 2/2" in told
    told = typed("train", "ship-words", "--run", words, "--data", data, "--out", tmp_path / "shipped")
    assert words_in(tmp_path / "shipped").classes["text_encoder"][1] == "TextEncoder"
    assert "| 8 | CC0-1.0 | somebody | here |" in (tmp_path / "shipped" / "ATTRIBUTION.md").read_text()

    told = typed("train", "latents", "--data", data, "--out", latents, "--variants", 2, "--pairs", 1)
    assert "26 sounds as latents" in told, "eight twice, two of a note four times, four of validation once, two pairs"
    for steps in (1, 2):
        told = typed(
            *("train", "ember", "--latents", latents, "--words", tmp_path / "shipped", "--out", ember),
            *("--steps", steps, "--batch", 2),
        )
        assert f"step {steps}/{steps}" in told
    assert (ember / "checkpoint.pt").exists()

    told = typed(
        *("train", "ship-ember", "--run", ember, "--latents", latents, "--words", tmp_path / "shipped"),
        *("--data", data, "--out", tmp_path / "whole", "--steps", 7, "--listener-steps", 2),
    )
    assert "Ember, 2" in told, "so many MiB"
    card = load_family(tmp_path / "whole", "float32").card
    assert (card.default_steps, card.default_guidance, card.controls, card.inpaints) == (7, 4.0, True, True)
    assert "kick" in card.known_words
