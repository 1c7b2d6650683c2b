"""A tiny corpus: tones and noises of a second or less, two of three to train on."""

import torch

from engine.training.codec.corpus import ClipFacts, Corpus, joined

CATEGORIES = ("drums", "instruments", "spoken_digits")


def tiny_corpus() -> Corpus:
    generator = torch.Generator().manual_seed(0)
    clips, facts = [], []
    for number in range(9):
        seconds = torch.arange(8_000 + 4_000 * number) / 44_100
        tone = torch.sin(2 * torch.pi * 110 * (number + 1) * seconds)
        noise = torch.randn(len(seconds), generator=generator)
        clips.append(torch.exp(-4 * seconds) * (0.3 * tone + 0.1 * noise))
        facts.append(ClipFacts(CATEGORIES[number % 3], "label", number % 3 == number // 3, 20_000.0))
    return joined(clips, facts)
