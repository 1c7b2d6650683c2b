"""Lines of the log that a stranger can cause: a flood of messages is not to become a flood of lines."""

import logging
import time

LINES_A_SECOND = 10


class SparingLog:
    """Says at most ten lines a second, and that there were more."""

    def __init__(self, log: logging.Logger, what: str) -> None:
        """`what` names in the plural what is told of."""
        self._log = log
        self._what = what
        self._second = self._lines = 0

    def info(self, sentence: str, *values: object) -> None:
        """One line, in the form of `logging`."""
        second = int(time.monotonic())
        self._lines = self._lines + 1 if second == self._second else 1
        self._second = second
        if self._lines <= LINES_A_SECOND:
            self._log.info(sentence, *values)
        elif self._lines == LINES_A_SECOND + 1:
            self._log.info("more %s than %d in a second are not shown", self._what, LINES_A_SECOND)
