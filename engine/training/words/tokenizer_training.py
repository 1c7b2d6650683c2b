"""The pieces of Ember's tokenizer, learned from texts."""

from collections.abc import Iterable

from tokenizers import pre_tokenizers, trainers
from transformers import PreTrainedTokenizerFast

from engine.errors import RangeError
from engine.models.words.tokenizer import SPECIAL_TOKENS, readable, without_pieces

_LEAST = len(SPECIAL_TOKENS) + 256


def train_tokenizer(texts: Iterable[str], size: int = 4096) -> PreTrainedTokenizerFast:
    """A tokenizer of at most `size` tokens, the same for the same texts; a text that comes twice counts twice.

    Raises `RangeError` where `size` has no room for the special tokens and the bytes.
    """
    if size < _LEAST:
        raise RangeError(f"A tokenizer has at least {_LEAST} tokens; {size} were asked for: ask for more.")
    tokenizer = without_pieces()
    trainer = trainers.BpeTrainer(
        vocab_size=size,
        min_frequency=2,
        show_progress=False,
        special_tokens=list(SPECIAL_TOKENS),
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )
    tokenizer.train_from_iterator(texts, trainer)
    return readable(tokenizer)
