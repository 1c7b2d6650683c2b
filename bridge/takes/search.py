"""What somebody looks for, as a question to the index. Pure."""

from typing import Any

from bridge.takes.names import clean_text

_MOST_WORDS = 32
# The one word in a starred take's column `mark`: no name, prompt or question holds this control character.
_STAR = '"\x01"'


def where_of(words: str, starred: bool | None) -> tuple[str, str, tuple[Any, ...]]:
    """Tables and conditions of a search, the name that a take's number has in it, and its values.

    Words and stars are both looked up in the full-text index: joined with the table, a word of every take takes eight
    times as long. Without words a slim index is walked instead of the table, whose rows are large.
    """
    query = _query(words)
    if not query and starred is None:
        return "takes INDEXED BY takes_slim", "number", ()
    if not query:
        return "takes INDEXED BY takes_starred WHERE starred = ?", "number", (starred,)
    join = {None: "", True: f" AND {_STAR}", False: f" NOT {_STAR}"}[starred]
    return "words WHERE words MATCH ?", "rowid", (f"({query}){join}",)


def _query(words: str) -> str:
    """An FTS5 query for words that anybody may have typed: each a quoted string, so that none is an operator.

    >>> _query('door OR doors')
    '"OR"* "doors"*'
    """
    found = dict.fromkeys(clean_text(words).split()[:_MOST_WORDS])
    # The beginning of another word asks for nothing more, and each word costs a walk through its takes.
    needed = [word for word in found if not any(other != word and other.startswith(word) for other in found)]
    return " ".join('"' + word.replace('"', '""') + '"*' for word in needed)
