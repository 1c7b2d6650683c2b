"""The numbers of new takes: given out by the loop before a file is written, so that replies can name them."""


class TakeNumbers:
    """Counts on from the first number that the session has free."""

    def __init__(self) -> None:
        self._next = 1

    def begin_at(self, number: int) -> None:
        """The session is open: this is the first free number."""
        self._next = number

    def draw(self) -> int:
        """A number that no take of this session ever had."""
        number = self._next
        self._next += 1
        return number
