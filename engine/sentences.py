"""What the worker says of an error: its own sentence, or one that a library's error is made into."""

import logging
from textwrap import shorten

from engine.errors import WarmtoneError

_LONGEST_WORDS = 300
_log = logging.getLogger("warmtone.worker")


def sentence_of(error: Exception, what: str) -> str:
    """The sentence for the person; an error that is not of our tree is logged with its traceback."""
    if isinstance(error, WarmtoneError):
        return str(error)
    _log.error("%s", what, exc_info=error)
    # Some libraries put a page into an error, and this goes into one datagram.
    return f"{what}: {type(error).__name__}: {shorten(str(error), _LONGEST_WORDS, placeholder=' ...')}."
