"""What is said of the client, the models and how the engine is."""

from dataclasses import dataclass

from bridge.vocabulary.arguments import Kind, Name, first, flag, number, text, whole, word


@dataclass(frozen=True, slots=True)
class Greeted:
    """
    >>> from bridge.vocabulary import render
    >>> render(Greeted(port=7701, name="max", version="0.1.0"))
    ('/hello', [7701, 'max', '0.1.0'])
    """

    port: int = first(Kind.WHOLE, "where your replies go from now on")
    name: str = first(Kind.WORD, "your name")
    version: str = first(Kind.WORD, "Warmtone's version")


@dataclass(frozen=True, slots=True)
class Subscribed:
    """
    >>> from bridge.vocabulary import render
    >>> render(Subscribed(True))
    ('/subscribed', [1])
    """

    on: bool = first(Kind.FLAG, "1 while everybody's job events come to you")


@dataclass(frozen=True, slots=True)
class Pong:
    """
    >>> from bridge.vocabulary import render
    >>> render(Pong(17))
    ('/pong', [17])
    """

    token: Name = first(Kind.NAME, "what came with /ping")


@dataclass(frozen=True, slots=True)
class ModelState:
    """
    >>> from bridge.vocabulary import render
    >>> render(ModelState("vae", state="ready", rate=44100, channels=1, longest=1.5))
    ('/model', ['vae', 'state', 'ready', 'rate', 44100, 'channels', 1, 'longest', 1.5, 'weights', '', 'says', ''])
    """

    model: str = first(Kind.WORD, "the model")
    state: str = word("unloaded, loading, ready, unloading or failed")
    rate: int = whole("its own rate, 0 until it was loaded once", 0, unit="Hz")
    channels: int = whole("its channels", 0)
    longest: float = number("the longest take that it makes", 0.0, unit="s")
    weights: str = word("hash of its weights")
    says: str = text("why it failed")


@dataclass(frozen=True, slots=True)
class SoundState:
    """
    >>> from bridge.vocabulary import render
    >>> render(SoundState("ready", rate=48000, block=256, device="USB Audio"))
    ('/sound', ['ready', 'rate', 48000, 'block', 256, 'device', 'USB Audio'])
    """

    state: str = first(Kind.WORD, "ready, or gone while a sound card is being looked for")
    rate: int = whole("the session's rate, also while the card is gone", 0, unit="Hz")
    block: int = whole("the sound card's block, 0 while it is gone", 0, unit="frames")
    device: str = text("the sound card, or why there is none")


@dataclass(frozen=True, slots=True)
class Status:
    """
    >>> from bridge.vocabulary import render
    >>> render(Status(version="0.1.0", state="ready"))[1][:4]
    ['version', '0.1.0', 'state', 'ready']
    """

    version: str = word("Warmtone's version")
    state: str = word("that model's: loading, ready, unloaded, unloading or failed")
    model: str = word("the model for requests that name none")
    running: int = whole("jobs at work", 0)
    waiting: int = whole("jobs that wait", 0)
    clients: int = whole("clients that said hello or subscribed", 0)
    received: int = whole("datagrams received", 0)
    lost: int = whole("datagrams that the system dropped because they came too fast", 0)
    refused: int = whole("messages answered with /error", 0)
    unsent: int = whole("replies that the system would not send", 0)
    scheduled: int = whole("messages that wait for their time tag", 0)
    held: float = number("longest time that one thing has kept everything else waiting", 0.0, unit="ms")
    rate: int = whole("the session's rate", 0, unit="Hz")
    block: int = whole("the sound card's block", 0, unit="frames")
    sound: str = word("ready, or gone while a sound card is being looked for")
    restarts: int = whole("how often the sound was begun anew because card or speaker were gone", 0)
    voices: int = whole("takes that sound", 0)
    underruns: int = whole("blocks that the sound card did not get in time", 0)
    starved: int = whole("blocks in which a growing take had no frames yet", 0)
    load: float = number("share of its time that the sound callback uses", 0.0)
    age: float = number("time since the last sound callback, -1 without a card", -1.0, unit="s")
    realtime: bool = flag("1 when the speaker has real-time scheduling")
    live: str = word("the instrument that plays live, empty while none does")
    gaps: int = whole("how often a hop of it was due and missing, or torn", 0)
    liveload: float = number("share of a core that the live worker uses", 0.0)
    liverealtime: bool = flag("1 when the live worker has real-time scheduling")
    memory: float = number("resident memory of the bridge", 0.0, unit="MB")
    uptime: float = number("time since the start", 0.0, unit="s")
    device: str = text("the sound card, or why there is none")
    session: str = text("the session's folder")
