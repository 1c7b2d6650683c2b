"""The sound card as the bridge knows it: which one is open, at what rate, or why there is none."""

from bridge.speaker import Opened
from bridge.vocabulary import Refused
from bridge.vocabulary.events import SoundState

RATE_WITHOUT_A_CARD_HZ = 48_000


class Card:
    """`opened` is None, and `missing` a sentence, while there is no card; `rate_hz` stays the last one's."""

    def __init__(self) -> None:
        self.opened: Opened | None = None
        self.rate_hz = RATE_WITHOUT_A_CARD_HZ
        self.missing = "The sound card is still being looked for."

    def is_open(self, opened: Opened) -> None:
        """There is a card."""
        self.opened, self.rate_hz, self.missing = opened, opened.rate_hz, ""

    def is_gone(self, sentence: str) -> None:
        """There is none, for this reason."""
        self.opened, self.missing = None, sentence

    def need(self, address: str, pair: int) -> None:
        """Raises `Refused` without a card, or without that pair of channels on it, 1 being the first."""
        if not self.opened:
            raise Refused(address, "device", self.missing)
        pairs = (self.opened.channels + 1) // 2
        if pair > pairs:
            channels = f"{self.opened.device} has {self.opened.channels} channels"
            raise Refused(address, "range", f"output is 1 to {pairs}, not {pair}: {channels}.")

    def state(self) -> SoundState:
        """The event that tells of it."""
        if self.opened:
            return SoundState("ready", self.rate_hz, self.opened.block_frames, self.opened.device)
        return SoundState("gone", self.rate_hz, 0, self.missing)
