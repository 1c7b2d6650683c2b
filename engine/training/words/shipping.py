"""From a run to what ships: tokenizer, text encoder and ear in half precision, and whose clips they learned from.

Beside the tokenizer lie the words that it knows as such, for a person to be told of those that it doesn't, and those
that are read as others.
"""

from pathlib import Path

from engine.attribution import write_attribution
from engine.families.parts import quiet
from engine.models.words.known import write_known_words
from engine.models.words.thesaurus import write_thesaurus
from engine.training.checkpoint import load_average
from engine.training.codec.shipping import credits_of
from engine.training.files import understood
from engine.training.layout import named, save_halved, write_index
from engine.training.slices import BEST
from engine.training.words.lexicon import read_lexicon
from engine.training.words.run import tokenizer_in
from engine.training.words.texts import all_texts, frequent_words, read_texts
from engine.training.words.thesaurus_making import thesaurus_of
from engine.training.words.towers import Towers


def ship(run: Path, data: Path, out: Path) -> Path:
    """Write text_encoder/, tokenizer/, ear/, model_index.json and ATTRIBUTION.md into the folder `out`; returns it.

    Raises `MissingError` for a folder without a run, or without the tables of clips and texts.
    """
    tokenizer, weights = tokenizer_in(run, data), load_average(run / BEST)
    towers = Towers(len(tokenizer))
    understood(run / BEST, lambda: towers.load_state_dict(weights))
    out.mkdir(parents=True, exist_ok=True)
    save_halved(towers.text, out / "text_encoder")
    save_halved(towers.ear, out / "ear")
    with quiet():
        tokenizer.save_pretrained(out / "tokenizer")
    lexicon = read_lexicon()
    texts = read_texts(data, lexicon)
    write_known_words(frequent_words(all_texts(texts)), out / "tokenizer")
    write_thesaurus(thesaurus_of(lexicon, texts.clips), out / "tokenizer")
    write_index(out, {"text_encoder": named(towers.text), "tokenizer": named(tokenizer)})
    write_attribution(out / "ATTRIBUTION.md", "Ember's words", "No audio is in the weights.", credits_of(data))
    return out
