"""The verb that tells how everything is.

Used by the bridge's loop, on its one thread.
"""

import time

from bridge.clients import Clients
from bridge.loop import Loop
from bridge.memory import resident_megabytes
from bridge.osc import OscSocket, Peer
from bridge.playing import Player
from bridge.reception import Reception
from bridge.replies import Replies
from bridge.settings import Settings
from bridge.speaker import Speaker
from bridge.versions import installed_versions
from bridge.vocabulary.events import Status
from bridge.vocabulary.requests import AskStatus
from engine import Engine, Live


class StatusDesk:
    """Asks every part for its figures; counts the time from its own beginning."""

    def __init__(
        self,
        settings: Settings,
        loop: Loop,
        engine: Engine,
        speaker: Speaker,
        live: Live,
        player: Player,
        osc: OscSocket,
        clients: Clients,
        reception: Reception,
        replies: Replies,
    ) -> None:
        self._settings = settings
        self._loop = loop
        self._engine = engine
        self._speaker = speaker
        self._live = live
        self._player = player
        self._osc = osc
        self._clients = clients
        self._reception = reception
        self._replies = replies
        self._began = time.monotonic()

    @property
    def uptime_seconds(self) -> float:
        """Time since the start."""
        return time.monotonic() - self._began

    def tell(self, client: Peer, request: AskStatus) -> None:
        """How everything is at this moment."""
        self._replies.to(client, self._status())

    def _status(self) -> Status:
        figures = self._speaker.figures()
        live = self._live.figures()
        opened = self._player.opened
        states = {model.name: model.state for model in self._engine.models}
        return Status(
            version=installed_versions()["warmtone"],
            state=states.get(self._settings.model, "unloaded"),
            model=self._settings.model,
            running=int(self._engine.running is not None),
            waiting=self._engine.waiting,
            clients=self._clients.count,
            received=self._osc.received,
            lost=self._osc.lost,
            refused=self._reception.refused,
            unsent=self._osc.unsent,
            scheduled=self._reception.scheduled,
            held=1e3 * self._loop.held.longest_seconds,
            rate=self._player.rate_hz,
            block=figures.block_frames,
            sound="ready" if opened else "gone",
            restarts=figures.restarts,
            voices=self._player.voices,
            underruns=figures.under_runs,
            starved=figures.dry_spells,
            load=figures.load,
            age=time.monotonic() - figures.callback_at if opened else -1.0,
            realtime=figures.realtime,
            live=self._live.instrument,
            gaps=live.gaps + live.torn,
            liveload=live.load,
            liverealtime=live.realtime,
            memory=resident_megabytes(),
            uptime=self.uptime_seconds,
            device=opened.device if opened else self._player.missing,
            session=str(self._settings.session),
        )
