"""The lexicon that comes with Warmtone, and what is said of one that can't be read."""

from collections import Counter
from graphlib import TopologicalSorter
from itertools import chain
from pathlib import Path

import pytest

from engine import MissingError
from engine.evaluation.ember.lacking_words import STRANGE_WORDS, TAUGHT_WORDS
from engine.models.words.saying import plain, said
from engine.training.words.lexicon import Lexicon, read_lexicon

LEXICON = read_lexicon()
OFTEN = """16 inch floor tom; 17 inch crash cymbal; Pearl snare drum; acoustic grand piano; alto saxophone; baby cry;
arm swinging through the air; bamboo chime; barefoot footstep; baritone saxophone; bass hit; birds; brass section;
birds singing on a spring day; breaking a cracker; car crash impact; ceramic breaking; chainsaw; cicada; city;
clear night with insects; clock tick; closed hi-hat; cowbell; distorted electric guitar; dog bark; door slam; doorbell;
dropping a chain; electronic bass drum; electronic closed hi-hat; electronic drum beat loop; electronic phone sound;
electronic snare drum; explosion; explosion distant; female voice aa; female voice oo; fingered electric bass guitar;
fire burning; fire crackling; fireplace; flowing water; flute; footstep in long grass; footstep in shallow water;
footstep in snow; footstep on an indoor floor; footstep on concrete; footstep on dirt; footstep on grass; zero; one;
footstep on gravel; footstep on metal; footstep on rock; footstep wading through water; glass breaking; two; three;
glitchy electronic percussion hit; glitchy robot sound; goat hoof rattle; grand piano; hand clap; heavy body blow;
helicopter; hi-hat hit; hit on a brick wall; hit on a tin can; hit on a wooden door; hit on concrete; hit on glass;
hit on metal; hit on plastic; hit on wooden furniture; jazz electric guitar; kick drum; laser; four; five; six; seven;
light blunt hit on a body; loading a bolt action rifle; loading a pocket pistol; loading a shell into a shotgun; piano;
male voice aa; male voice oo; man grunting in pain; melee hit; mermaid song; modular synthesizer blip; eight; nine;
nylon string guitar; outdoor ambience on a summer day; outdoor ambience on a winter day; person sneeze; prepared piano;
outdoor ambience on an autumn day; pickaxe hitting stone; picked electric bass guitar; pitched woodblock; rain; rooster;
plucking a rubber band; punch hitting a body; scrape; scraping metal; sea waves; small blade swinging through the air;
small stab; snare side stick; soprano saxophone; steel string acoustic guitar; stick swinging through the air; storm;
synth bass; synth drum; tabla stroke called ghe; tambourine; tapping; tenor saxophone; tiger snarl; tom drum; trumpet;
trash can being hit; unintelligible radio chatter; vomit; waves; wind; wind on a cloudy day outdoors; woosh; xylophone;
woman grunting in pain; zombie dying; zombie groaning; 16 inch floor tom struck at the edge""".replace("\n", " ")
"""The labels that four clips of the pack or more have."""


def test_every_label_that_comes_often_has_synonyms() -> None:
    labels = OFTEN.split("; ")
    assert len(labels) == 140
    assert [label for label in labels if not LEXICON.synonyms(plain(label))] == []


@pytest.mark.parametrize(
    ("typed", "known"),
    [("hihat", "hi-hat"), ("canine barking", "dog bark"), ("bd", "kick drum"), ("1", "one"), ("puke", "vomit")],
)
def test_what_people_type_is_in_the_group_of_the_packs_word(typed: str, known: str) -> None:
    assert LEXICON.synonyms(typed)[0] == known


def test_it_is_large_and_every_kind_leads_somewhere() -> None:
    assert len(LEXICON.groups) >= 2400
    assert len(LEXICON.kinds) >= 4500
    assert LEXICON.kinds_of("labrador") == ("dog",)
    assert LEXICON.kinds_of("hound") == ("animal",), "as a dog is one"
    assert "poodle" in LEXICON.narrower("dog")
    assert "dog" not in LEXICON.narrower("animal"), "the pack has dogs"
    assert LEXICON.kinds_of("thursday") == ()


def test_a_kind_is_told_once_and_nothing_is_a_kind_of_itself() -> None:
    kinds = [(packs_word(word), packs_word(kind)) for word, kind in LEXICON.kinds]
    assert [kind for kind, times in Counter(kinds).items() if times > 1] == []
    above: dict[str, set[str]] = {}
    for word, kind in kinds:
        above.setdefault(word, set()).add(kind)
    TopologicalSorter(above).prepare()  # raises where a word leads back to itself


def test_words_that_show_how_well_others_are_guessed_are_left_out() -> None:
    entries = (*chain.from_iterable(LEXICON.groups), *chain.from_iterable(LEXICON.kinds))
    known = {word.removesuffix("s") for entry in entries for word in plain(entry).split()}
    assert known & set(chain.from_iterable(STRANGE_WORDS.values())) == set()
    assert {word.removesuffix("s") for word in chain.from_iterable(TAUGHT_WORDS.values())} <= known


def test_no_entry_reads_as_a_note() -> None:
    entries = (*chain.from_iterable(LEXICON.groups), *chain.from_iterable(LEXICON.kinds))
    assert [entry for entry in entries if said(entry) != plain(entry)] == []


@pytest.mark.parametrize(
    ("typed", "known"),
    [("bobcat", "big cat"), ("quadcopter", "airplane"), ("sousaphone", "instrument"), ("saxaphone", "saxophone"),
     ("909 kick", "electronic bass drum"), ("guffaw", "laughter"), ("halberd", "weapon"), ("mahogany", "wood")],
)  # fmt: skip
def test_words_that_no_clip_has_lead_to_one_that_some_have(typed: str, known: str) -> None:
    assert known in LEXICON.kinds_of(typed)


def test_only_the_packs_word_gives_way_to_others() -> None:
    assert LEXICON.instead_of("kick drum") == ("kick", "bd", "kickdrum")
    assert LEXICON.instead_of("kick") == (), "a kick in a caption may be one of a foot"


def test_groups_kinds_headings_and_empty_lines_are_read(tmp_path: Path) -> None:
    assert read(tmp_path, "# Drums\n\nhi-hat, hihat\nride, crash < cymbal\n") == Lexicon(
        (("hi-hat", "hihat"),), (("ride", "cymbal"), ("crash", "cymbal"))
    )


@pytest.mark.parametrize(
    ("lines", "told"),
    [
        ("dog", "names one word"),
        ("dog, cat\ndog, , hound", "Line 2 .* empty place"),
        ("dog < animal < thing", "several kinds"),
        ("dog < animal, thing", "several kinds"),
        ("< animal", "empty place"),
        ("dog <", "empty place"),
        ("hi-hat, hat\nHi hat, cap", "'Hi hat' in two groups"),
    ],
)
def test_a_line_that_is_neither_is_told(tmp_path: Path, lines: str, told: str) -> None:
    with pytest.raises(MissingError, match=told):
        read(tmp_path, lines)


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(MissingError, match="isn't there"):
        read_lexicon(tmp_path / "none.txt")


def packs_word(word: str) -> str:
    return plain(next(iter(LEXICON.synonyms(plain(word))), word))


def read(folder: Path, lines: str) -> Lexicon:
    file = folder / "lexicon.txt"
    file.write_text(lines, encoding="utf-8")
    return read_lexicon(file)
