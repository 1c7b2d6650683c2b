"""Symbols below 16 at nearly their entropy: asymmetric numeral systems (Duda, 2013), many lanes at once.

A batch of symbols, each with the context that its frequencies are counted in, is spread over lanes; a lane's state is
a 32 bit number that is read and written 16 bits at a time. Everything is numpy over all lanes.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

SYMBOLS = 16

_LANES = 8192
_BITS = 12
_WHOLE = 1 << _BITS
_LEAST = 1 << 16

Bytes = npt.NDArray[np.uint8]
Batch = tuple[Bytes, Bytes]
"""Symbols, and the context of each: both (count,)."""


@dataclass(frozen=True, slots=True, eq=False)
class Coded:
    """What is stored: words (count,), the states (lanes,) at the beginning, and frequencies (contexts, 16)."""

    words: npt.NDArray[np.uint16]
    states: npt.NDArray[np.uint32]
    frequencies: npt.NDArray[np.uint16]

    @property
    def size(self) -> int:
        """Bytes that grow with the symbols; the states and frequencies take the same for few and for many."""
        return self.words.nbytes


def coded(batches: Sequence[Batch], contexts: int) -> Coded:
    """Batches in the order in which they will be asked for."""
    frequencies = _frequencies(batches, contexts)
    starts = np.cumsum(frequencies, 1) - frequencies
    states = np.full(_LANES, _LEAST, np.uint64)
    chunks = []
    for symbols, context in reversed(batches):
        for first in reversed(range(0, len(symbols), _LANES)):
            row = context[first : first + _LANES], symbols[first : first + _LANES]
            chunks.append(_pushed(states[: len(row[0])], frequencies[row], starts[row]))
    words = np.concatenate(chunks[::-1]) if chunks else np.zeros(0, np.uint16)
    return Coded(words, states.astype(np.uint32), frequencies.astype(np.uint16))


def _pushed(
    states: npt.NDArray[np.uint64], frequency: npt.NDArray[np.uint64], start: npt.NDArray[np.uint64]
) -> npt.NDArray[np.uint16]:
    """Put a symbol on each lane, in place; the words that had to leave."""
    full = states >= frequency << np.uint64(32 - _BITS)
    words = (states[full] & np.uint64(0xFFFF)).astype(np.uint16)
    states[full] >>= np.uint64(16)
    states[:] = (states // frequency << np.uint64(_BITS)) + states % frequency + start
    return words


def _frequencies(batches: Sequence[Batch], contexts: int) -> npt.NDArray[np.uint64]:
    """How often each symbol stands in each context, of 4096, never nought."""
    counts = np.zeros(contexts * SYMBOLS, np.int64)
    for symbols, context in batches:
        counts += np.bincount(context.astype(np.int64) * SYMBOLS + symbols, minlength=len(counts))
    table = counts.reshape(contexts, SYMBOLS) + 1e-3
    shares = np.floor(table / table.sum(1, keepdims=True) * (_WHOLE - SYMBOLS)).astype(np.int64) + 1
    shares[np.arange(contexts), table.argmax(1)] += _WHOLE - shares.sum(1)
    return np.asarray(shares, np.uint64)


class Decoder:
    """Gives the symbols of each batch again, asked for with its contexts and in the same order."""

    def __init__(self, source: Coded) -> None:
        self._words = source.words.astype(np.uint64)
        self._states = source.states.astype(np.uint64)
        self._frequencies = source.frequencies.astype(np.uint64)
        self._starts = np.cumsum(self._frequencies, 1) - self._frequencies
        every = np.arange(SYMBOLS, dtype=np.uint8)
        self._symbols = np.stack([np.repeat(every, row.astype(np.int64)) for row in self._frequencies])
        self._at = 0

    def symbols(self, contexts: Bytes) -> Bytes:
        """The next batch, as many symbols as contexts."""
        rows = [self._pulled(contexts[first : first + _LANES]) for first in range(0, len(contexts), _LANES)]
        return np.concatenate(rows) if rows else np.zeros(0, np.uint8)

    def _pulled(self, contexts: Bytes) -> Bytes:
        states = self._states[: len(contexts)]
        slots = states & np.uint64(_WHOLE - 1)
        symbols: Bytes = self._symbols[contexts, slots]
        states[:] = self._frequencies[contexts, symbols] * (states >> np.uint64(_BITS)) + slots
        states -= self._starts[contexts, symbols]
        empty = np.flatnonzero(states < _LEAST)
        words = self._words[self._at : self._at + len(empty)]
        states[empty] = states[empty] << np.uint64(16) | words
        self._at += len(empty)
        return symbols
