"""Text as numbers: words without case, accents and punctuation, cut into the pieces of a byte-level BPE.

Any text has numbers, since the bytes are among the pieces. First come padding and the beginning of a text, then the
control tokens. A control token is read as such wherever it stands, also where a person typed it past `said`: it says
no more than what that person may set anyway.
"""

from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, processors
from transformers import PreTrainedTokenizerFast

from engine.models.words.controls import CONTROL_TOKENS

PAD, BEGIN = "<pad>", "<begin>"
SPECIAL_TOKENS = (PAD, BEGIN, *CONTROL_TOKENS)
"""Their places are their numbers."""
FIRST_CONTROL = SPECIAL_TOKENS.index(CONTROL_TOKENS[0])
MOST_TOKENS = 32


def without_pieces() -> Tokenizer:
    """A BPE that normalises and splits as Ember's does, and has yet to learn its pieces."""
    tokenizer = Tokenizer(models.BPE())
    tokenizer.normalizer = normalizers.Sequence(
        [
            normalizers.NFKD(),
            normalizers.Lowercase(),
            normalizers.NFKD(),
            normalizers.StripAccents(),
            normalizers.Replace(Regex("['\N{RIGHT SINGLE QUOTATION MARK}]"), ""),
            normalizers.Replace(Regex(r"[^\p{L}\p{N}]+"), " "),
            normalizers.Strip(),
        ]
    )
    # Each word begins with its space, the first as any other, so that a word has one number wherever it stands.
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=True)
    tokenizer.decoder = decoders.ByteLevel()
    tokenizer.post_processor = processors.TemplateProcessing(
        single=f"{BEGIN} $A", special_tokens=[(BEGIN, SPECIAL_TOKENS.index(BEGIN))]
    )
    return tokenizer


def readable(tokenizer: Tokenizer) -> PreTrainedTokenizerFast:
    """A trained BPE as transformers uses and saves it; texts of more than 32 tokens can be cut to that."""
    return PreTrainedTokenizerFast(  # type: ignore[no-untyped-call]
        tokenizer_object=tokenizer,
        model_max_length=MOST_TOKENS,
        pad_token=PAD,
        bos_token=BEGIN,
        additional_special_tokens=list(CONTROL_TOKENS),
        model_input_names=["input_ids", "attention_mask"],
        clean_up_tokenization_spaces=False,
    )
