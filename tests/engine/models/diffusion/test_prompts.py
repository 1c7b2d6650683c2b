"""What a person says and sets, as the text encoder of a family reads it, and what the person is told of it."""

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest
import torch

from engine import Audio, Samples
from engine.diffusion.holding import held
from engine.diffusion.noise import generators_of
from engine.diffusion.surroundings import spread_inwards
from engine.families.defaults import Defaults
from engine.families.family import Family
from engine.families.loading import load_family
from engine.families.stable_audio3 import StableAudio3
from engine.models.diffusion.latents import generated, inpainted
from engine.models.diffusion.model import DiffusionModel
from engine.models.diffusion.progress import Progress
from engine.models.diffusion.prompts import notes_of, sounding_seconds, told
from engine.models.diffusion.sampling import begun
from engine.models.words.controls import Controls
from engine.models.words.lasting import Lasting
from engine.tasks import Generate, Inpaint, Morph, Style
from tests.engine.fakes import noise
from tests.engine.families.conftest import *  # noqa: F403
from tests.engine.families.tiny import copied

PITCHED = Controls(midi_note=60, brightness=0.5)
LENGTH = 0.2


class Ember:
    """The tiny Ember and all texts that its text encoder has read, token by token."""

    def __init__(self, family: StableAudio3) -> None:
        self.family = family
        self.model = DiffusionModel("ember", family)
        self.read: list[str] = []
        self.notes: list[str] = []

    def generated(self, **asked: object) -> Samples:
        task = Generate(seconds=LENGTH, steps=1, **asked)  # type: ignore[arg-type]
        return np.concatenate(list(self.model.generate(task, 3, silent, self.notes.append)))

    def listen(self, _network: object, values: tuple[torch.Tensor, ...]) -> None:
        for row in values[0]:
            tokens = self.family.tokenizer.convert_ids_to_tokens(row)
            pieces = [token for token in tokens if token not in ("<pad>", "<begin>")]
            self.read.append("".join(f" {piece}" if piece.startswith("<") else piece for piece in pieces))


@pytest.fixture
def ember_model(ember: StableAudio3) -> Iterator[Ember]:
    listening = Ember(ember)
    hook = ember.text_encoder.register_forward_pre_hook(listening.listen)
    yield listening
    hook.remove()


def silent(done: int, total: int) -> None:
    return None


def last_numbers(family: StableAudio3, style: Style) -> torch.Tensor:
    """The last channel of latents that are sampled under a style."""
    sampling = begun(family, style, LENGTH, 3, Progress(silent))
    return generated(sampling, 5)[:, -1]


def words(texts: list[str]) -> list[str]:
    return [text.replace("\N{LATIN CAPITAL LETTER G WITH DOT ABOVE}", " ").strip() for text in texts]


def test_what_is_set_comes_to_the_text_encoder_as_tokens_before_plain_words(ember_model: Ember) -> None:
    ember_model.generated(prompt="Dog, barking!", negative="Kick-Drum on C4", controls=PITCHED)
    assert words(ember_model.read)[:2] == [
        "<note:60> <brightness:8> dog barking",
        "<note:60> <brightness:8> kick drum on",
    ]
    assert ember_model.notes == []


def test_the_words_are_told_without_what_is_set_too_to_be_led_away_from(
    ember: StableAudio3, ember_model: Ember
) -> None:
    both = told(ember, "Dog", Style(controls=PITCHED), LENGTH)
    plain = told(ember, "Dog", Style(), LENGTH)
    assert words(ember_model.read) == ["<note:60> <brightness:8> dog", "<note:60> <brightness:8>", "dog", "", "dog", ""]
    assert plain.unset == ()
    for unset, positive in zip(both.unset, plain.positive, strict=True):
        assert torch.equal(unset, positive)


def test_a_note_that_is_set_stands_instead_of_one_that_is_said(ember_model: Ember) -> None:
    ember_model.generated(prompt="a dog on C#4")
    ember_model.generated(prompt="a dog on C#4", controls=Controls(midi_note=0))
    assert words(ember_model.read)[:4:2] == ["a dog on <note:61>", "<note:0> a dog on"]


@pytest.mark.parametrize("asked", [{"controls": PITCHED}, {"prompt": "a dog on C4"}], ids=["set", "said"])
def test_where_latents_say_their_pitch_it_is_the_note_that_was_asked_for(
    ember: StableAudio3, asked: dict[str, Any]
) -> None:
    pitch = last_numbers(ember, Style(steps=2, **asked))
    torch.testing.assert_close(pitch, torch.full_like(pitch, ember.vae.pitch_number(60)))


def test_the_other_numbers_are_led_to_sound_at_the_note_but_for_the_lowest(ember: StableAudio3) -> None:
    assert ember.tuner is not None
    for note, led in ((60, True), (30, False)):
        sampling = begun(ember, Style(steps=2, controls=Controls(midi_note=note)), LENGTH, 3, Progress(silent))
        noisy = torch.randn(1, 64, 5, generator=torch.Generator().manual_seed(1))
        pitch = ember.pitch_channel(note)
        assert pitch is not None
        plain = held(
            ember.denoise(sampling.condition, ember.card.default_guidance),
            pitch.channel,
            torch.full((1, 1, 1), pitch.number),
        )
        found, before = (denoise(noisy, 0.5).clone() for denoise in (sampling.denoise(), plain))
        assert bool((ember.tuner.odds(found, note) > ember.tuner.odds(before, note)).all()) is led
        assert torch.equal(found, before) is not led


@pytest.mark.parametrize("prompt", ["a dog", "C4 then C5"])
def test_without_a_note_or_with_several_the_pitch_is_left_to_the_model(ember: StableAudio3, prompt: str) -> None:
    assert last_numbers(ember, Style(prompt=prompt, steps=2)).std() > 0.01


def test_descriptors_that_are_set_lead_the_sampling_to_latents_that_have_them(ember: StableAudio3) -> None:
    assert ember.gauge is not None
    for name, at in (("brightness", 1), ("attack", 3)):
        style = Style(prompt="a dog", steps=2, controls=Controls(**{name: 0.9}))
        begun_with = begun(ember, style, LENGTH, 3, Progress(silent))
        clean = begun_with.denoise()(torch.randn(1, 64, 5, generator=torch.Generator().manual_seed(1)), 0.5)
        without = replace(begun_with.condition, shares=None)
        plain = ember.denoise(without, ember.card.default_guidance)(
            torch.randn(1, 64, 5, generator=torch.Generator().manual_seed(1)), 0.5
        )
        missed, before = (abs(float(ember.gauge(latents.clone())[0, at]) - 0.9) for latents in (clean, plain))
        assert missed < before


def test_a_length_that_is_set_is_told_as_that_of_the_sound(ember: StableAudio3) -> None:
    assert ember.card.scale is not None
    for share, seconds in ((0.6, 2 ** (0.6 * 13 - 8)), (0.0, 0.1), (1.0, 1.0), (None, 1.0)):
        assert sounding_seconds(ember, "", Controls(length=share), 1.0) == pytest.approx(seconds)


def test_a_new_sound_of_a_set_length_is_as_long_as_was_asked_with_silence_in_it(
    ember: StableAudio3, ember_model: Ember, monkeypatch: pytest.MonkeyPatch
) -> None:
    lengths: list[float] = []
    monkeypatch.setattr(
        StableAudio3,
        "condition",
        lambda self, prompts, negatives, seconds, own=StableAudio3.condition: (
            lengths.append(seconds) or own(self, prompts, negatives, seconds)
        ),
    )
    assert len(ember_model.generated(prompt="a dog", controls=Controls(length=0.3))) == round(LENGTH * 44_100)
    assert lengths[-1] == pytest.approx(0.1)


@pytest.mark.parametrize(("octaves", "seconds"), [(-1.0, 0.5), (-9.0, 0.1), (1.0, 1.0), (2.5, 1.0)])
def test_a_new_sound_is_told_to_be_over_when_what_is_named_is(
    ember: StableAudio3, octaves: float, seconds: float
) -> None:
    network: Lasting = Lasting(space=ember.text_encoder.config.space).eval()
    torch.nn.init.zeros_(network.last.weight)
    torch.nn.init.constant_(network.last.bias, octaves)
    foretelling = replace(ember, lasting=network)
    assert sounding_seconds(foretelling, "a rimshot", Controls(), 1.0) == pytest.approx(seconds)
    assert sounding_seconds(foretelling, "a rimshot", Controls(length=1.0), 1.0) == 1.0, "what is set comes first"
    assert sounding_seconds(foretelling, " ", Controls(), 1.0) == 1.0, "nothing is named"
    assert sounding_seconds(ember, "a rimshot", Controls(), 1.0) == 1.0, "nothing is known of it"


def test_after_what_is_over_lies_silence_however_long_the_take_is(ember: StableAudio3) -> None:
    network: Lasting = Lasting(space=ember.text_encoder.config.space).eval()
    torch.nn.init.zeros_(network.last.weight)
    torch.nn.init.constant_(network.last.bias, -1.0)
    model = DiffusionModel("ember", replace(ember, lasting=network))
    told: list[tuple[int, int]] = []
    task = Generate(prompt="a rimshot", seconds=4 * ember.card.longest_seconds, steps=1)
    blocks = list(model.generate(task, 3, lambda done, total: told.append((done, total)), lambda note: None))
    sound, window_frames = np.concatenate(blocks), round(ember.card.longest_seconds * 44_100)
    assert sound.shape == (round(4 * ember.card.longest_seconds * 44_100), 1)
    assert np.abs(sound[:window_frames]).max() > 0
    assert not sound[window_frames + ember.card.frames_per_column :].any()
    assert max(map(len, blocks)) == max(len(block) for block in blocks if block.any())
    assert told[-1][0] == told[-1][1]


def test_sounds_one_after_the_other_last_as_long_as_all_of_them(
    ember: StableAudio3, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = {"a rimshot": 0.5, "a clap": 0.25, "rain": math.inf, "": math.inf}
    monkeypatch.setattr(StableAudio3, "lasting_seconds", lambda self, prompt: known[prompt.strip(" ,")])
    lasting = {
        prompt: sounding_seconds(ember, prompt, Controls(), 2.0)
        for prompt in ("a rimshot", "a rimshot and then a clap", "A rimshot, then a clap followed by a rimshot")
    }
    assert list(lasting.values()) == [0.5, 0.75, 1.25]
    assert sounding_seconds(ember, "a clap then rain", Controls(), 2.0) == 2.0
    assert sounding_seconds(ember, "then", Controls(), 2.0) == 2.0, "nothing is named"


def test_what_is_not_set_is_not_led_to(ember: StableAudio3) -> None:
    assert told(ember, "a dog", Style(), 1.0).shares is None
    assert told(ember, "a dog", Style(controls=Controls(midi_note=60)), 1.0).shares is None
    shares = told(ember, "a dog", Style(controls=Controls(noisiness=0.25)), 1.0).shares
    assert shares is not None
    assert shares[0].nan_to_num(-1).tolist() == [-1, -1, 0.25, -1, -1]


def test_without_words_and_controls_there_is_no_condition(ember_model: Ember) -> None:
    ember_model.generated()
    ember_model.generated(controls=PITCHED)
    assert words(ember_model.read) == ["", "", *["<note:60> <brightness:8>"] * 2, "", ""]


def test_a_control_changes_the_sound_and_the_same_one_does_not(ember_model: Ember) -> None:
    first = ember_model.generated(prompt="a dog", controls=PITCHED)
    np.testing.assert_array_equal(first, ember_model.generated(prompt="a dog", controls=PITCHED))
    assert not np.array_equal(first, ember_model.generated(prompt="a dog"))
    assert not np.array_equal(first, ember_model.generated(prompt="a dog", controls=Controls(midi_note=61)))


def test_an_edit_is_told_them_too_and_a_morph_on_both_sides(ember_model: Ember) -> None:
    source = Audio(noise(8_820, 1, 5, 0.3), 44_100)
    style = Style(prompt="Dog", negative="RAIN", steps=1, controls=PITCHED)
    for task in (Inpaint(regions=((0.05, 0.1),), style=style), Morph(amount=0.5, to="Kick on C4", style=style)):
        list(ember_model.model.edit(task, (source,), 3, silent, ember_model.notes.append))
    told = [["<note:60> <brightness:8> " + word for word in (first, "rain")] for first in ("dog", "kick on")]
    unset = [["dog", "rain"], ["kick on <note:60>", "rain"]]
    assert words(ember_model.read) == [*(told[0] + unset[0]) * 2, *told[1], *unset[1]]
    assert ember_model.notes == []


def test_a_region_that_follows_words_is_led_by_them_as_where_nothing_is_around(ember: StableAudio3) -> None:
    noisy, known = torch.randn(2, 1, 64, 5, generator=torch.Generator().manual_seed(1)).unbind()
    mask = torch.tensor([[[False, True, True, True, False]]])
    for guidance in (1.0, 3.0):
        sampling = begun(ember, Style(prompt="a dog", guidance=guidance), LENGTH, 3, Progress(silent))
        around, free = (ember.denoise(sampling.condition, 1.0, *known) for known in ((mask, known), ()))
        strict = ember.denoise(sampling.condition, guidance)
        expected = around(noisy, 0.5) + (strict(noisy, 0.5) - free(noisy, 0.5))
        torch.testing.assert_close(sampling.denoise_by_words(mask, known)(noisy, 0.5), expected)


def test_what_is_set_leads_a_region_that_follows_words_once(ember: StableAudio3) -> None:
    noisy, known = torch.randn(2, 1, 64, 5, generator=torch.Generator().manual_seed(1)).unbind()
    mask = torch.tensor([[[False, True, True, True, False]]])
    style = Style(prompt="a dog", guidance=3.0, controls=Controls(brightness=0.9))
    sampling = begun(ember, style, LENGTH, 3, Progress(silent))
    words = replace(sampling.condition, unset=(), shares=None)
    free, strict = ember.denoise(words, 1.0), ember.denoise(words, 3.0)
    expected = ember.denoise(sampling.condition, 1.0, mask, known)(noisy, 0.5) + (strict(noisy, 0.5) - free(noisy, 0.5))
    torch.testing.assert_close(sampling.denoise_by_words(mask, known)(noisy, 0.5), expected)


def test_a_region_begins_from_what_is_around_it_where_its_makers_said_so(ember: StableAudio3) -> None:
    known = torch.randn(1, 64, 8, generator=torch.Generator().manual_seed(1))
    inside, end = (torch.arange(8)[None, None] >= first for first in (3, 6))
    inside = inside & ~end
    made = {}
    for around in (1.0, 0.75, 0.01):
        family = replace(ember, defaults=Defaults(2, 1.0, around))
        sampling = begun(family, Style(prompt="a dog"), LENGTH, 3, Progress(silent))
        made[around] = [
            inpainted(replace(sampling, generators=generators_of([3])), known, each) for each in (inside, end)
        ]
    assert torch.equal(made[1.0][1], made[0.75][1]), "nothing is known after it"
    laid = spread_inwards(known, inside)
    assert laid is not None
    far, near, nearest = (float((made[around][0] - laid).square().mean()) for around in (1.0, 0.75, 0.01))
    assert far > near > nearest
    assert nearest < 0.01


def test_what_a_region_follows_decides_how_it_sounds(ember_model: Ember) -> None:
    source = Audio(noise(8_820, 1, 5, 0.3), 44_100)
    made = [
        np.concatenate(list(ember_model.model.edit(task, (source,), 3, silent, ember_model.notes.append)))
        for task in (
            Inpaint(regions=((0.05, 0.1),), style=Style(prompt="a dog", guidance=3.0, steps=2), follows=follows)
            for follows in ("around", "words", "words")
        )
    ]
    assert not np.array_equal(made[0], made[1])
    np.testing.assert_array_equal(made[1], made[2])


def test_words_that_nobody_taught_it_are_told_and_it_goes_on(ember_model: Ember) -> None:
    assert np.abs(ember_model.generated(prompt="xyzzy")).max() > 0
    ember_model.generated(prompt="a xyzzy dog", negative="plugh rain")
    assert [note.partition(":")[0].partition(";")[0] for note in ember_model.notes] == [
        "Nothing in 'xyzzy' is known to ember",
        "'xyzzy' is not a word that ember knows",
        "'plugh' is not a word that ember knows",
    ]


def test_of_the_second_sound_of_a_morph_it_tells_as_well(ember: StableAudio3) -> None:
    (note,) = notes_of("ember", ember.card, Style(prompt="dog"), "plugh")
    assert note.startswith("Nothing in 'plugh' is known to ember")


def test_without_its_list_of_words_it_tells_of_none(ember_folder: Path, tmp_path: Path) -> None:  # noqa: F405
    folder = copied(ember_folder, tmp_path)
    (folder / "tokenizer" / "known_words.txt").unlink()
    model = DiffusionModel("ember", load_family(folder, "float32"))
    list(model.generate(Generate(prompt="xyzzy", seconds=LENGTH, steps=1), 3, silent, pytest.fail))


def test_only_a_family_that_reads_our_words_can_be_told_more(family: Family, ember: StableAudio3) -> None:
    assert (family.card.controls, ember.card.controls) == (False, True)


def test_another_family_leaves_out_what_it_can_not_be_told_and_says_so_once(family: Family) -> None:
    model = DiffusionModel("tiny", family)
    notes: list[str] = []

    def generated(controls: Controls) -> Samples:
        task = Generate(prompt="Xyzzy, rain", seconds=LENGTH, steps=2, controls=controls)
        return np.concatenate(list(model.generate(task, 3, silent, notes.append)))

    pitched = generated(PITCHED)
    assert notes == ["tiny can't be told a pitch or brightness: left out; say it in words, or name a model that can."]
    np.testing.assert_array_equal(pitched, generated(Controls()))
    assert len(notes) == 1
