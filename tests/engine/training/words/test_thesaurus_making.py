"""A lexicon and the pack's words as a thesaurus."""

from engine.training.words.clip_words import ClipWords
from engine.training.words.lexicon import Lexicon
from engine.training.words.thesaurus_making import thesaurus_of

CLIPS = [
    ClipWords("a car passing", "car", ("street",), "vehicles_machines", None, 1.0),
    ClipWords("a rifle shot", "rifle shot", (), "weapons_explosions", None, 1.0),
]


def entries(*groups: tuple[str, ...], kinds: tuple[tuple[str, str], ...] = ()) -> dict[str, str]:
    return dict(thesaurus_of(Lexicon(groups, kinds), CLIPS).entries)


def test_synonyms_and_kinds_are_read_as_the_packs_words() -> None:
    found = entries(("car", "automobile", "Motor-Car"), kinds=(("limousine", "car"),))
    assert found == {"automobile": "car", "motor car": "car", "limousine": "car"}


def test_a_kind_of_something_unknown_is_followed_further_up() -> None:
    found = entries(("limousine", "stretch limo"), kinds=(("limousine", "car"),))
    assert found == {"limousine": "car", "stretch limo": "car"}


def test_what_clips_are_called_by_stays_what_it_is() -> None:
    assert entries(("road", "street")) == {}


def test_what_is_above_is_read_as_a_known_kind_of_it() -> None:
    assert entries(kinds=(("howitzer", "gunshot"), ("rifle shot", "gunshot"))) == {
        "howitzer": "rifle shot",
        "gunshot": "rifle shot",
    }


def test_words_that_lead_nowhere_or_round_are_left_out() -> None:
    assert entries(("gnu", "wildebeest"), kinds=(("yin", "yang"), ("yang", "yin"))) == {}
