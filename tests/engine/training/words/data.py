"""A tiny folder of texts in the layout of a real one, and a lexicon."""

import csv
from collections.abc import Sequence
from pathlib import Path

from engine.training.words.clip_words import ClipWords
from engine.training.words.lexicon import Lexicon

LEXICON = Lexicon(
    groups=(("dog", "hound"), ("dog bark", "barking dog"), ("kick drum", "kick", "bd"), ("piano", "pianoforte")),
    kinds=(("dog", "animal"), ("labrador", "dog"), ("kick drum", "percussion")),
)
DOG = ClipWords("a dog barking", "dog bark", ("dog bark", "field recording"), "animals", None, 1.0)
PIANO = ClipWords("a piano playing the note C#4", "piano", ("piano", "pitched"), "instruments", 61, 2.0)
SIX = ClipWords("a man saying the number six", "six", ("speech", "male", "speaker_theo"), "spoken_digits", None, 0.3)

_PACK = ("file", "category", "label", "tags", "caption", "pitch", "duration_s", "split")


def write_texts(folder: Path) -> Path:
    """Three training clips and one for validation, two classes of sounds, and two captions of music."""
    write_table(
        folder / "metadata.csv",
        _PACK,
        [
            ("a.wav", "animals", "dog bark", "dog bark;field recording", "a dog barking", "", "1.0", "train"),
            ("b.wav", "instruments", "piano", "piano;pitched", "a piano playing the note C#4", "61", "2.0", "train"),
            ("c.wav", "spoken_digits", "six", "speech;male", "a man saying the number six", "", "0.3", "train"),
            ("d.wav", "animals", "secret owl", "hidden tag", "an owl kept for validation", "", "1.0", "valid"),
        ],
    )
    write_table(
        folder / "prompts" / "audioset_ontology.csv",
        ("id", "name", "prompt", "description"),
        [
            ("1", "Dog", "the sound of dog", "A tame animal that barks. Kept by people."),
            ("2", "Hubbub, babble", "the sound of hubbub", "Many people talking at once."),
        ],
    )
    write_table(
        folder / "prompts" / "musiccaps_captions.csv",
        ("ytid", "start_s", "caption", "audioset_eval"),
        [
            ("x", "30", "A slow song with a piano. It sounds very sad. Nice!", "1"),
            ("y", "30", "Only one sentence", "0"),
        ],
    )
    return folder


def write_table(file: Path, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    with file.open("w", newline="", encoding="utf-8") as lines:
        csv.writer(lines).writerows([columns, *rows])
