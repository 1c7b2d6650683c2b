"""The lexicon as a thesaurus: each of its words that the pack lacks, read as one that the pack has."""

from collections.abc import Iterable, Mapping

from engine.models.words.known import plain_words
from engine.models.words.saying import plain
from engine.models.words.thesaurus import Thesaurus
from engine.training.words.clip_words import ClipWords
from engine.training.words.lexicon import Lexicon


def thesaurus_of(lexicon: Lexicon, clips: Iterable[ClipWords]) -> Thesaurus:
    """Synonyms as the pack's word of their group, kinds as what they are a kind of, if need be over several steps.

    What ends there unknown is read as the first known kind of it. Words that clips are called by are left as they are,
    whatever they mean elsewhere.
    """
    known = {word for clip in clips for text in (clip.caption, clip.label, *clip.tags) for word in plain_words(text)}
    instead = {plain(word): plain(kind) for word, kind in reversed(lexicon.kinds)}
    instead |= {plain(word): plain(group[0]) for group in lexicon.groups for word in group[1:]}
    below = {plain(kind): plain(word) for word, kind in reversed(lexicon.kinds) if _is_known(plain(word), known)}
    entries = {}
    for entry in (*instead, *below):
        if not _is_known(entry, known) and (found := _known_instead(entry, instead, below, known)):
            entries[entry] = found
    return Thesaurus(entries)


def _known_instead(entry: str, instead: Mapping[str, str], below: Mapping[str, str], known: set[str]) -> str:
    """The first known words on the way up from an entry, or below its end; "" where there are none."""
    passed = set[str]()
    while entry in instead and entry not in passed:
        passed.add(entry)
        entry = instead[entry]
        if _is_known(entry, known):
            return entry
    return below.get(entry, "")


def _is_known(words: str, known: set[str]) -> bool:
    return all(word in known for word in words.split())
