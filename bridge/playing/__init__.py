"""Takes that sound: from the verbs of the vocabulary to voices of the speaker, and back to events.

Used by the bridge's loop, on its one thread. A take's samples are read and brought to the card's rate on the
archive's thread, and stay in shared memory for as long as its voice needs them.
"""

from bridge.playing.card import RATE_WITHOUT_A_CARD_HZ
from bridge.playing.player import Player

__all__ = ["RATE_WITHOUT_A_CARD_HZ", "Player"]
