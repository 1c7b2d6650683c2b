"""Clips become items: variants and pairs of those to train on, with latents that are the codec's own."""

import math
from pathlib import Path

import numpy as np
import pytest
import torch

from engine.errors import MissingError, ModelError
from engine.models.codec.codec import load_codec
from engine.models.codec.encoder import Encoder
from engine.models.codec.framing import LATENT_HOP, RATE_HZ
from engine.training.codec.pack.packing import write_pack as write_packed
from engine.training.ember.caching import TAIL_COLUMNS, Caching, write_latents
from engine.training.ember.clips import read_clips, read_packed_clips
from engine.training.ember.latents import LatentSet, read_latents
from tests.engine.training.ember.fakes import CPU, clips, facts, joined
from tests.engine.training.pack import write_pack

FACTS = (facts("kick"), facts("flute", "instruments", note=60.0), facts("door", "foley"), facts("snare", valid=True))


@pytest.fixture(scope="module")
def encoder() -> Encoder:
    return load_codec().weights.network.encoder


@pytest.fixture(scope="module")
def cached(encoder: Encoder, tmp_path_factory: pytest.TempPathFactory) -> LatentSet:
    path = tmp_path_factory.mktemp("cache") / "latents.safetensors"
    told: list[tuple[int, int]] = []

    def loudness(samples: np.ndarray[tuple[int], np.dtype[np.float32]]) -> tuple[float, ...]:
        assert samples.dtype == np.float32
        return (float(np.abs(samples).max()), len(samples) / RATE_HZ)

    count = write_latents(
        path, clips(*FACTS), encoder, Caching(variants=3, pairs=2), joined, loudness, lambda *done: told.append(done)
    )
    found = read_latents(path, CPU)
    assert count == len(found.items)
    assert told[-1] == (8, 8)
    return found


def test_each_clip_to_train_on_has_its_variants_and_the_others_are_as_they_are(cached: LatentSet) -> None:
    alone = [(item.clip, item.variant) for item in cached.items if item.kind == "one"]
    drawn = [(0, 3), (1, 6), (2, 3)]  # The second has a note.
    assert alone == [(clip, variant) for clip, count in drawn for variant in range(count)] + [(3, 0)]
    assert [item.valid for item in cached.items if item.clip == 3] == [True]


def test_a_known_note_moves_with_the_sound(cached: LatentSet) -> None:
    flutes = [item for item in cached.items if item.clip == 1 and item.kind == "one"]
    assert flutes[0].note == 60.0
    for item in flutes:
        assert item.note is not None
        before = item.seconds * 2 ** ((item.note - 60) / 12)
        assert 3100 / RATE_HZ - 1e-4 <= before <= (3100 + 1.5 * LATENT_HOP) / RATE_HZ
        assert item.descriptors is not None
        assert item.descriptors[1] == pytest.approx(item.seconds)
        assert 0.5 * 10 ** (-12 / 20) * 0.9 < item.descriptors[0] < 0.6
    assert {item.note for item in cached.items if item.clip == 0} == {None}


def test_pairs_are_of_two_labels_and_their_captions_joined(cached: LatentSet) -> None:
    pairs = [item for item in cached.items if item.kind != "one"]
    assert [item.kind for item in pairs] == ["and", "and", "then", "then"]
    for item in pairs:
        assert item.other is not None
        assert (FACTS[item.clip].valid, FACTS[item.other].valid) == (False, False)
        assert item.other != item.clip
        assert item.caption == f"a {FACTS[item.clip].label} {item.kind} a {FACTS[item.other].label}"
        assert (item.seconds > 0.15) is (item.kind == "then")


def test_latents_are_the_codecs_with_what_follows_the_sound(cached: LatentSet, encoder: Encoder) -> None:
    item = cached.items[0]
    assert item.columns == math.ceil(3000 / LATENT_HOP) + TAIL_COLUMNS
    samples = torch.nn.functional.pad(clips(*FACTS).samples_of(0), (0, 20 * LATENT_HOP - 3000))
    expected = encoder(samples[None]).mean[0, : item.columns]
    torch.testing.assert_close(cached.latents[: item.columns].float(), expected, atol=4e-3, rtol=2e-3)
    silence = encoder(torch.zeros(1, 40 * LATENT_HOP)).mean[0, 20]
    torch.testing.assert_close(cached.silence, silence, atol=1e-4, rtol=1e-4)


def test_no_sound_is_longer_than_six_seconds(encoder: Encoder, tmp_path: Path) -> None:
    long = clips(facts("rain", "ambience"), facts("wind", "ambience", valid=True), frames=7 * RATE_HZ)
    write_latents(tmp_path / "long", long, encoder, Caching(variants=1, pairs=0), joined)
    found = read_latents(tmp_path / "long", CPU)
    assert [(item.columns, item.seconds) for item in found.items] == [(130, 6.0)] * 2


def test_the_same_seed_makes_the_same_items(encoder: Encoder, tmp_path: Path) -> None:
    for name, seed in (("first", 1), ("again", 1), ("other", 2)):
        write_latents(tmp_path / name, clips(*FACTS), encoder, Caching(variants=2, pairs=1, seed=seed), joined)
    first, again, other = ((tmp_path / name).read_bytes() for name in ("first", "again", "other"))
    assert first == again != other


def test_pairs_of_one_label_are_refused(encoder: Encoder, tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="ask for no pairs"):
        write_latents(tmp_path / "x", clips(facts("kick")), encoder, Caching(variants=1, pairs=1), joined)


def test_a_folders_clips_are_read_with_what_its_table_says(tmp_path: Path) -> None:
    found = read_clips(write_pack(tmp_path, clips_each=1))
    assert [each.valid for each in found.facts] == [False] * 4 + [True] * 4
    assert {each.category for each in found.facts} == {"drums", "synth", "instruments", "spoken_digits"}
    assert found.facts[0].note is None
    assert len(found.samples_of(3)) == pytest.approx(RATE_HZ / 3, abs=10)


def test_a_packs_clips_are_those_of_its_folder(tmp_path: Path) -> None:
    folder = read_clips(write_pack(tmp_path, clips_each=1))
    write_packed(tmp_path, tmp_path / "set.pack", lambda done, total: None)
    packed = read_packed_clips(tmp_path / "set.pack")
    assert list(packed.facts) == list(folder.facts)
    first, again = folder.samples_of(0), packed.samples_of(0)
    assert (first - again).square().mean() < 0.1 * first.square().mean()


def test_a_file_of_something_else_is_no_cache(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="make the cache"):
        read_latents(tmp_path / "nothing", CPU)
    (tmp_path / "text").write_bytes(b"nothing of the kind")
    with pytest.raises(ModelError, match="make it anew"):
        read_latents(tmp_path / "text", CPU)
