"""Words exchanged for others: the longest entry first, true ones only, articles that fit."""

import random

from engine.training.words.exchanging import exchanged, narrowed, with_fitting_articles
from tests.engine.training.words.data import LEXICON


def forms(words: str) -> set[str]:
    return {exchanged(words, LEXICON, random.Random(seed)) for seed in range(300)}


def test_a_word_stays_or_gives_way_to_what_is_true_as_well() -> None:
    assert forms("a dog") == {"a dog", "a hound", "an animal"}


def test_a_whole_entry_goes_before_the_words_in_it() -> None:
    assert forms("dog bark") == {"dog bark", "barking dog"}
    assert forms("soft kick drum hit") == {f"soft {kick} hit" for kick in ("kick drum", "kick", "bd", "percussion")}


def test_words_that_are_not_the_packs_stay() -> None:
    assert forms("a hard kick on a hound by a labrador") == {"a hard kick on a hound by a labrador"}
    assert forms("") == {""}


def test_words_give_way_to_narrower_ones_that_the_pack_lacks() -> None:
    assert narrowed("a dog and a kick drum", LEXICON, random.Random(0)) == "a labrador and a kick drum"
    assert narrowed("dog bark by an animal", LEXICON, random.Random(0)) == "dog bark by an animal", "dogs are known"


def test_articles_fit_what_follows() -> None:
    assert with_fitting_articles("A owl and an kick, a, an") == "an owl and a kick, a, an"
