"""The bridge's handle on the speaker's process.

Used by the bridge's loop, on its one thread: it waits on `connection` beside its sockets, calls `receive` when
something came and `tick` every 100 to 250 ms. Nothing here blocks; only `close` takes its time.
"""

import multiprocessing
from multiprocessing.connection import Connection

from bridge.speaker.clock import Clock
from bridge.speaker.figures import Figure, SpeakerFigures, create_figures
from bridge.speaker.life import Life, hung
from bridge.speaker.messages import (
    DEFAULT_FADE_SECONDS,
    Command,
    Ended,
    Lost,
    Modules,
    NoDevice,
    Opened,
    OtherRate,
    PlayLive,
    PlayVoice,
    Refused,
    ReportModules,
    SetGain,
    SetVolume,
    SpeakerEvent,
    SpeakerSettings,
    Started,
    StopAll,
    StopLive,
    StopVoice,
)
from bridge.speaker.pauses import Pauses
from bridge.speaker.roster import Roster


class Speaker:
    """Keeps one speaker process alive, and remembers the voices so that they go on when it is replaced.

    While a device is being opened, for the first time or after it was lost, voices wait and the wall clock goes on.
    """

    def __init__(self, settings: SpeakerSettings) -> None:
        self.modules: tuple[str, ...] = ()
        self.opened: Opened | None = None
        self._settings = settings
        self._memory = create_figures()
        self._clock = Clock(self._memory)
        self._roster = Roster()
        self._volume = 1.0
        self._live: PlayLive | None = None
        self._absence: str | None = None
        self._life: Life | None = None
        self._lives = 0
        self._pauses = Pauses()
        self._untold: list[SpeakerEvent] = []
        self._silence, self._far_end = multiprocessing.get_context("spawn").Pipe()

    def start(self) -> None:
        """Start the process; it tells of the device it opens, or that there is none."""
        self._life = Life(self._settings, self._memory, self._clock.epoch)
        self._lives += 1

    @property
    def connection(self) -> Connection:
        """What to wait on; another one after every `Lost`, and one on which nothing comes while no process runs."""
        return self._life.connection if self._life else self._silence

    @property
    def process_id(self) -> int | None:
        return self._life.process_id if self._life else None

    def play(self, play: PlayVoice) -> None:
        """Play a take; its memory stays in use until `Ended`, `Refused` or `OtherRate` names the voice."""
        if self._absence is not None:
            self._untold.append(Refused(play.voice, self._absence))
        elif not self._handed_back(play, None):
            self._roster.add(play, self._clock.rate_hz)
            self._send(play)

    def play_on(self, play: PlayVoice, since_seconds: float) -> None:
        """Play a take where it would be by now had it sounded since that moment of the speaker's clock.

        Without a device it waits for one, as the voices do that sounded before.
        """
        if self._handed_back(play, since_seconds):
            return
        self._roster.add_again(play, since_seconds)
        if self.opened is not None:
            again = self._roster.resumed_one(play.voice, self._clock.return_frame, self.opened.rate_hz)
            if again is None:
                self._untold.append(Ended(play.voice))
            else:
                self._send(again)

    def stop(self, voice: int, fade_seconds: float = DEFAULT_FADE_SECONDS) -> None:
        """Fade a voice out and end it; one that is not sounding is no error."""
        self._roster.note_stop(voice)
        self._send(StopVoice(voice, fade_seconds))

    def panic(self, fade_seconds: float = DEFAULT_FADE_SECONDS) -> None:
        """Fade everything out and end it, also what is still to begin."""
        self._roster.note_stop_all()
        self._live = None
        self._send(StopAll(fade_seconds))

    def gain(self, voice: int, gain: float) -> None:
        """Move a voice smoothly to another gain."""
        self._roster.turn(voice, gain)
        self._send(SetGain(voice, gain))

    def volume(self, level: float) -> None:
        """Move the level of everything smoothly; 1 leaves the samples as they are."""
        self._volume = level
        self._send(SetVolume(level))

    def play_live(self, live: PlayLive) -> None:
        """Play what comes through a ring until it is stopped, also by speakers to come; again, to change its gain."""
        self._live = live
        self._send(live)

    def stop_live(self, fade_seconds: float = DEFAULT_FADE_SECONDS) -> None:
        """Fade the ring out."""
        self._live = None
        self._send(StopLive(fade_seconds))

    def ask_modules(self) -> None:
        """Have `modules` filled with the names of what the process has imported."""
        self._send(ReportModules())

    def figures(self) -> SpeakerFigures:
        """The live figures, from shared memory."""
        return self._memory.read(restarts=max(0, self._lives - 1))

    def clock_frame(self) -> int:
        """The frame of the speaker's clock at this moment, whether a device is open or not."""
        return self._clock.frame

    def receive(self) -> list[SpeakerEvent]:
        """What has happened; never waits."""
        if self._life is None:
            return []
        came, ended = self._life.receive()
        events = [passed for event in came for passed in self._note(event)]
        if ended:
            events += self._lose("The speaker's process has ended; it is started again.")
        return events

    def tick(self) -> list[SpeakerEvent]:
        """The watchdog: replaces a process that hangs or whose device is gone. Never waits."""
        if self._life is None:
            if self._pauses.over:
                self.start()
        elif reason := hung(self._memory.read(), self._life.began_at, self._settings.patience_seconds):
            return self._lose(reason)
        else:
            self._life.flush()
        untold, self._untold = self._untold, []
        return untold if self.opened else untold + self._roster.end_passed(self._clock.seconds)

    def close(self) -> None:
        """Fade out, end the process within about 0.3 s, and leave no shared memory."""
        if self._life is not None:
            self._life.close()
            self._life = None
        self._silence.close()
        self._far_end.close()
        self._memory.close()
        self._memory.unlink()

    def _handed_back(self, play: PlayVoice, since_seconds: float | None) -> bool:
        """Whether the card's rate changed while the take was being converted to the one before."""
        if self.opened is None or self.opened.rate_hz == play.take.rate_hz:
            return False
        self._untold.append(OtherRate(play.voice, self.opened.rate_hz, since_seconds))
        return True

    def _send(self, command: Command) -> None:
        # Without a device nothing is sent: the roster knows, and a process that hangs can't block the bridge.
        if self.opened is not None and self._life is not None:
            self._life.send(command)

    def _note(self, event: SpeakerEvent) -> list[SpeakerEvent]:
        """Remember what an event says; what of it the bridge should hear."""
        match event:
            case Opened():
                return [event, *self._come_back(event)]
            case NoDevice(sentence):
                self._absence = sentence
            case Started():
                return [event] if self._roster.note_start(event, self._clock.rate_hz) else []
            case Ended(voice) | Refused(voice, _):
                self._roster.remove(voice)
            case Modules(names):
                self.modules = names
                return []
        return [event]

    def _come_back(self, opened: Opened) -> list[SpeakerEvent]:
        """Let the voices go on where they would be by now; what became of those that can't."""
        self.opened, self._absence = opened, None
        rate_hz = opened.rate_hz
        clock_frame = self._clock.return_frame
        gone = self._roster.end_passed(clock_frame / rate_hz) + self._roster.end_other_rates(rate_hz)
        self._send(SetVolume(self._volume))
        if self._live:
            self._send(self._live)
        for play in self._roster.resumed(clock_frame, rate_hz):
            self._send(play)
        return gone

    def _lose(self, sentence: str) -> list[SpeakerEvent]:
        """End this life and begin the next, at once or, after several short ones, a little later."""
        if self._life is not None:
            self._life.kill()
            self._pauses.begin(self._life.began_at)
        self._life, self.opened = None, None
        self._memory[Figure.OPEN] = False
        return [Lost(sentence), *self.tick()]
