"""What the sound card calls for every block, and what it keeps to.

Called on PortAudio's own thread (or the silent device's), once per block, while the speaker's main thread sleeps,
attaches takes and talks to the bridge. The callback makes no array, takes no lock, touches no page that a file stands
behind, triggers no garbage collection (the process has it switched off), logs nothing and waits for nothing: takes lie
in shared memory whose pages the main thread has touched before the voice was put into its slot.
"""

import threading
import time

from bridge.speaker.figures import Figure, FiguresMemory
from bridge.speaker.mixer import Mixer
from engine import Samples


class Callback:
    """Fills the card's blocks from a mixer and notes what that took.

    The mixer's clock has counted from `epoch`, a moment in seconds of `time.monotonic()`: it is set when the first
    block is asked for, because a card may take long to be opened.

    `thread_id` is the system's number of the thread that calls, 0 before the first call.
    """

    def __init__(self, mixer: Mixer, figures: FiguresMemory, epoch: float) -> None:
        self.thread_id = 0
        self._mixer = mixer
        self._figures = figures
        self._epoch = epoch
        self._dry_spells_before = int(figures[Figure.DRY_SPELLS])

    def __call__(self, out: Samples, under_run: bool) -> None:
        """Overwrite a block (frames, channels); `under_run` says that the one before came too late."""
        began_at = time.monotonic()
        if not self.thread_id:
            self.thread_id = threading.get_native_id()
            self._mixer.clock_frame = round((began_at - self._epoch) * self._mixer.rate_hz)
        mixer, figures = self._mixer, self._figures
        clock_frame = mixer.clock_frame
        mixer.fill(out)
        figures[Figure.DRY_SPELLS] = self._dry_spells_before + mixer.dry_spells
        figures[Figure.VOICES] = mixer.voices
        figures.record(began_at, clock_frame, len(out), under_run)
