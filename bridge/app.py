"""The bridge itself: the one file that knows every part and ties them together.

Everything runs on the loop's thread, which is the process's main thread. The archive has a thread of its own; the
worker and the speaker are processes.
"""

from collections.abc import Callable
from contextlib import ExitStack
from typing import Any

from bridge.clients import Clients
from bridge.console import Terminal
from bridge.find_desk import FindDesk
from bridge.jobs import ExportDesk, JobDesk, JobFollower
from bridge.knob_desk import KnobDesk
from bridge.listener import Listener
from bridge.live_desk import LiveDesk
from bridge.loop import Loop
from bridge.memory import budget_of_models
from bridge.model_desk import ModelDesk
from bridge.osc import OscSocket, Peer
from bridge.playing import Player
from bridge.reception import Reception
from bridge.replies import Replies
from bridge.settings import Settings
from bridge.speaker import Lost, NoDevice, NotRealtime, Opened, Speaker, SpeakerEvent, SpeakerSettings
from bridge.status_desk import StatusDesk
from bridge.take_desk import TakeDesk
from bridge.take_numbers import TakeNumbers
from bridge.takes import Archive
from bridge.versions import installed_versions
from bridge.vocabulary import Request, requests
from bridge.vocabulary.events import Greeted, Pong, Subscribed
from engine import (
    EarLoader,
    Engine,
    EngineEvent,
    Live,
    Loader,
    ModelChanged,
    NotPlaced,
    Patience,
    Placed,
    WarmtoneError,
    instruments,
)

WATCHDOG_SECONDS = 0.1
WRITING_SECONDS = 1.5


class App:
    """All parts of one running Warmtone."""

    def __init__(
        self, settings: Settings, loaders: dict[str, Loader], terminal: Terminal, ear: EarLoader | None = None
    ) -> None:
        """Bind the port and build every part; nothing runs yet. The ear is the shipped one where none is given.

        Raises `BusyError` for a port that is taken.
        """
        self.settings = settings
        self.terminal = terminal
        self.osc = OscSocket(settings.host, settings.port, settings.receive_buffer)
        self.loop = Loop()
        self.clients = Clients()
        self.numbers = TakeNumbers()
        self.engine = Engine(loaders, self._on_engine, _patience(settings), budget_of_models(settings.memory), ear=ear)
        self.speaker = Speaker(_speaker_settings(settings))
        self.archive = Archive(settings.session, self.loop.call)
        self.replies = Replies(self.osc, self.clients)
        self.reception = Reception(self.osc, self.loop, self.clients, self.replies, self._serve)
        self.player = Player(self.speaker, self.archive, self.replies)
        self.live = Live(instruments())
        self.listener = Listener(self.engine, self.archive)
        self._open_desks(settings)
        self.verbs = self._verbs()

    def _open_desks(self, settings: Settings) -> None:
        """Build what serves each kind of request."""
        self.knobs = KnobDesk(self.live, self.replies)
        self.live_desk = LiveDesk(
            self.live,
            self.knobs,
            self.speaker,
            self.player,
            self.engine,
            self.replies,
            self.terminal.say,
            settings.ring,
        )
        self.follower = JobFollower(
            self.archive, self.numbers, self.player, self.replies, self.terminal.of_job, self.engine, self.listener
        )
        self.jobs = JobDesk(self.engine, self.archive, self.numbers, self.follower, settings.model, self._rate_hz)
        self.exports = ExportDesk(self.archive, self.follower)
        self.takes = TakeDesk(self.archive, self.replies)
        self.finds = FindDesk(self.archive, self.listener, self.replies)
        self.models = ModelDesk(self.engine, self.archive, self.replies, settings.models)
        self.status = StatusDesk(
            settings,
            self.loop,
            self.engine,
            self.speaker,
            self.live,
            self.player,
            self.osc,
            self.clients,
            self.reception,
            self.replies,
        )

    def start(self) -> None:
        """Start the processes and open the session. Raises `WarmtoneError` when the session can't be used."""
        self.speaker.start()
        self.engine.start()
        self.archive.start()
        self.loop.watch(lambda: self.engine.connection, self.engine.receive)
        self.loop.watch(lambda: self.speaker.connection, self._hear_speaker)
        self.loop.watch(lambda: self.live.connection, self.live_desk.hear)
        self.loop.every(WATCHDOG_SECONDS, self._watch_speaker)
        self.loop.every(WATCHDOG_SECONDS, self.live_desk.watch)
        self.loop.every(WATCHDOG_SECONDS, self.engine.tick)
        self.loop.every(WATCHDOG_SECONDS, self.listener.tick)
        self.engine.load(self.settings.model)
        self._open_session()
        self.loop.watch(lambda: self.osc.waitable, self.reception.receive)
        self.terminal.say(f"OSC on {self.settings.host}:{self.osc.port}, session {self.settings.session}")

    def run(self) -> None:
        """Serve until `stop`."""
        self.loop.run()

    def stop(self) -> None:
        """Let `run` return; may be called from a signal handler or another thread."""
        self.loop.stop()

    def close(self) -> None:
        """Silence, end the processes, finish what is being written; a part that fails keeps no other from closing."""
        with ExitStack() as last_to_first:
            for close in (
                self.terminal.close,
                self.loop.close,
                self.osc.close,
                self.listener.close,
                self.follower.close,
                self.loop.run_handed_over,
                lambda: self.archive.close(WRITING_SECONDS),
                self.live.close,
                self.speaker.close,
                self.player.close,
                self.jobs.close,
                self.engine.close,
            ):
                last_to_first.callback(close)

    def _open_session(self) -> None:
        opened: list[int | WarmtoneError] = []
        self.archive.do(lambda session: session.next_number, opened.append, opened.append)
        while not opened and not self.loop.stopped:
            self.loop.turn(None)
        for found in opened:  # none where Warmtone was stopped meanwhile
            if isinstance(found, WarmtoneError):
                raise found
            self.numbers.begin_at(found)

    def _rate_hz(self) -> int:
        return self.player.rate_hz

    def _verbs(self) -> dict[type, Callable[[Peer, Any], None]]:
        return {
            requests.Generate: self.jobs.generate,
            requests.Vary: self.jobs.edit,
            requests.Transform: self.jobs.edit,
            requests.Inpaint: self.jobs.edit,
            requests.Extend: self.jobs.edit,
            requests.Upscale: self.jobs.edit,
            requests.Loop: self.jobs.edit,
            requests.Morph: self.jobs.edit,
            requests.RecallTake: self.jobs.recall,
            requests.ImportTake: self.jobs.import_file,
            requests.ExportTakes: self.exports.export,
            requests.Cancel: self.jobs.cancel,
            requests.PlayTake: self.player.play,
            requests.StopTake: self.player.stop,
            requests.StarTake: self.takes.star,
            requests.NameTake: self.takes.name,
            requests.DeleteTake: self.takes.delete,
            requests.InfoTake: self.takes.info,
            requests.ListTakes: self.takes.list,
            requests.FindTakes: self.finds.find,
            requests.AskModels: self.models.tell,
            requests.LoadModel: self.models.load,
            requests.UnloadModel: self.models.unload,
            requests.StartLive: self.live_desk.start,
            requests.StopLive: self.live_desk.stop,
            requests.ChangeSource: self.live_desk.change,
            requests.SetLiveGain: self.live_desk.gain,
            requests.TurnKnob: self.knobs.turn,
            requests.TurnKnobs: self.knobs.turn_all,
            requests.ListKnobs: self.knobs.tell,
            requests.Subscribe: self._subscribe,
            requests.Ping: self._ping,
            requests.AskStatus: self.status.tell,
            requests.SetVolume: self._volume,
            requests.Panic: self._panic,
        }

    def _serve(self, sender: Peer, client: Peer, request: Request) -> None:
        if isinstance(request, requests.Hello):
            self._greet(sender, request)
        else:
            self.verbs[type(request)](client, request)

    def _greet(self, sender: Peer, request: requests.Hello) -> None:
        client = self.clients.greet(sender, request.port, request.name)
        version = installed_versions()["warmtone"]
        self.replies.to(client, Greeted(request.port, self.clients.name(client), version))

    def _subscribe(self, client: Peer, request: requests.Subscribe) -> None:
        self.clients.subscribe(client, request.on)
        self.replies.to(client, Subscribed(request.on))

    def _ping(self, client: Peer, request: requests.Ping) -> None:
        self.replies.to(client, Pong(request.token))

    def _volume(self, client: Peer, request: requests.SetVolume) -> None:
        self.player.volume(request.level)

    def _panic(self, client: Peer, request: requests.Panic) -> None:
        self.jobs.silence()
        self.player.panic()
        self.live_desk.silence()

    def _on_engine(self, event: EngineEvent) -> None:
        if isinstance(event, ModelChanged):
            self.models.on_event(event)
            self._say_model(event)
        elif isinstance(event, Placed | NotPlaced):
            self.listener.on_event(event)
        else:
            self.follower.on_event(event)

    def _hear_speaker(self) -> None:
        for event in self.speaker.receive():
            self._on_speaker(event)

    def _watch_speaker(self) -> None:
        for event in self.speaker.tick():
            self._on_speaker(event)
        self.player.tick()

    def _on_speaker(self, event: SpeakerEvent) -> None:
        self.player.on_event(event)
        self.live_desk.on_speaker(event)
        match event:
            case Opened():
                self.terminal.say(
                    f"sound card {event.device}, {event.rate_hz} Hz, {event.channels} channels, "
                    f"blocks of {event.block_frames} frames"
                )
            case NoDevice(sentence) | NotRealtime(sentence) | Lost(sentence):
                self.terminal.say(sentence)

    def _say_model(self, event: ModelChanged) -> None:
        if event.state == "ready" and event.card:
            seconds = self.status.uptime_seconds
            self.terminal.say(f"model {event.name} ready on {event.card.device}, {seconds:.1f} s after the start")
        elif event.state == "failed":
            self.terminal.say(event.sentence)


def _patience(settings: Settings) -> Patience:
    return Patience(step_seconds=settings.longest_step, load_seconds=settings.longest_load)


def _speaker_settings(settings: Settings) -> SpeakerSettings:
    device = int(settings.device) if settings.device.isdecimal() else settings.device or None
    return SpeakerSettings(device=device, block_frames=settings.block, channels=settings.channels)
