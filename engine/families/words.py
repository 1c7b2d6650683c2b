"""Prompts as tokens, and a sentence where a prompt was too long to be read to its end."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from torch import Tensor

from engine.errors import RangeError


@dataclass(frozen=True, slots=True, eq=False)
class Tokens:
    """Token ids (prompts, tokens), a mask of the same shape that is 1 for those that are read, and notes."""

    ids: Tensor
    read: Tensor
    notes: tuple[str, ...]


def tokens_of(tokenizer: Any, texts: Sequence[str], most: int, to_the_most: bool) -> Tokens:
    """At most `most` tokens of each text, filled up to that number or else to the longest text's."""
    found = tokenizer(
        list(texts),
        padding="max_length" if to_the_most else "longest",
        max_length=most,
        truncation=True,
        return_tensors="pt",
    )
    longer = tokenizer(list(texts), max_length=most + 1, truncation=True)["input_ids"]
    notes = tuple(
        f"Only the first {most} tokens of the prompt that begins “{text[:40]}” were read: say it in fewer words."
        for text, ids in zip(texts, longer, strict=True)
        if len(ids) > most
    )
    return Tokens(found["input_ids"], found["attention_mask"], notes)


def check_prompts(prompts: Sequence[str], negatives: Sequence[str], seconds: float, longest_seconds: float) -> None:
    """Raise `RangeError` where there is no prompt, a negative too few, or a length that the model does not make."""
    if not prompts or len(prompts) != len(negatives):
        raise RangeError(f"Each prompt takes one negative; {len(prompts)} and {len(negatives)} came.")
    if not 0 < seconds <= longest_seconds:
        raise RangeError(
            f"The model makes up to {longest_seconds:g} seconds; {seconds:g} were asked for: ask for less."
        )
