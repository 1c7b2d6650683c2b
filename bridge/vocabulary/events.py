"""What Warmtone answers: one frozen dataclass an event, whose docstring shows its wire form."""

from dataclasses import dataclass

from bridge.vocabulary.arguments import Kind, Name, first, flag, name, number, text, whole, word


@dataclass(frozen=True, slots=True)
class Queued:
    """
    >>> from bridge.vocabulary import render
    >>> render(Queued("kick", ahead=2))
    ('/job/queued', ['kick', 'ahead', 2])
    """

    job: Name = name("your name for the job")
    ahead: int = whole("jobs before it", 0)


@dataclass(frozen=True, slots=True)
class Started:
    """
    >>> from bridge.vocabulary import render
    >>> render(Started("kick", model="vae", seed=7))
    ('/job/started', ['kick', 'model', 'vae', 'seed', 7])
    """

    job: Name = name("your name for the job")
    model: str = word("the model that makes it")
    seed: int = whole("the seed of its first take", 0)


@dataclass(frozen=True, slots=True)
class Progress:
    """
    >>> from bridge.vocabulary import render
    >>> render(Progress("kick", done=5, total=20, left=0.25))
    ('/job/progress', ['kick', 'done', 5, 'total', 20, 'left', 0.25])
    """

    job: Name = name("your name for the job")
    done: int = whole("steps done", 0)
    total: int = whole("steps in all", 0)
    left: float = number("time that the rest will take, from the steps measured so far", 0.0, unit="s")


@dataclass(frozen=True, slots=True)
class Note:
    """
    >>> from bridge.vocabulary import render
    >>> render(Note("kick", says="vae does not know zyx."))
    ('/job/note', ['kick', 'says', 'vae does not know zyx.'])
    """

    job: Name = name("your name for the job")
    says: str = text("something worth reading; the job goes on")


@dataclass(frozen=True, slots=True)
class TakeMade:
    """
    >>> from bridge.vocabulary import render
    >>> render(TakeMade("kick", take=12, seed=7, seconds=0.5, path="/music/0012-kick.wav"))
    ('/job/take', ['kick', 'take', 12, 'seed', 7, 'seconds', 0.5, 'path', '/music/0012-kick.wav'])
    """

    job: Name = name("your name for the job")
    take: int = whole("its number in this session", 0)
    seed: int = whole("the seed that made it, 0 for an import", 0)
    seconds: float = number("its length", 0.0, unit="s")
    path: str = text("its finished file")


@dataclass(frozen=True, slots=True)
class Done:
    """
    >>> from bridge.vocabulary import render
    >>> render(Done("kick", takes=1, seconds=0.125))
    ('/job/done', ['kick', 'takes', 1, 'seconds', 0.125])
    """

    job: Name = name("your name for the job, free to be used again")
    takes: int = whole("how many takes it made", 0)
    seconds: float = number("time from the request to here", 0.0, unit="s")


@dataclass(frozen=True, slots=True)
class Failed:
    """
    >>> from bridge.vocabulary import render
    >>> render(Failed("kick", code="missing", says="There is no take 99."))
    ('/job/failed', ['kick', 'missing', 'There is no take 99.'])
    """

    job: Name = name("your name for the job, free to be used again")
    code: str = first(Kind.WORD, "one word for a patch to branch on")
    says: str = first(Kind.TEXT, "what was expected and what to do")


@dataclass(frozen=True, slots=True)
class Cancelled:
    """
    >>> from bridge.vocabulary import render
    >>> render(Cancelled("kick"))
    ('/job/cancelled', ['kick'])
    """

    job: Name = name("your name for the job, free to be used again")


@dataclass(frozen=True, slots=True)
class Error:
    """
    >>> from bridge.vocabulary import render
    >>> render(Error("kick", code="range", says="seconds is 0.02 to 600."))
    ('/error', ['kick', 'range', 'seconds is 0.02 to 600.'])
    """

    job: Name = name("the job's name, or the address of a request without one")
    code: str = first(Kind.WORD, "one word for a patch to branch on")
    says: str = first(Kind.TEXT, "what was expected and what to do")


@dataclass(frozen=True, slots=True)
class TakeInfo:
    """
    >>> from bridge.vocabulary import render
    >>> render(TakeInfo(3, starred=True, seconds=1.0, rate=48000, channels=1, frames=48000, name="a", path="/a.wav"))
    ('/take/info', [3, 'starred', 1, 'seconds', 1.0, 'rate', 48000, 'channels', 1, 'frames', 48000, 'parent', 0,
                    'seed', 0, 'model', '', 'name', 'a', 'path', '/a.wav', 'prompt', ''])
    """

    take: int = first(Kind.WHOLE, "the take")
    starred: bool = flag("1 with a star")
    seconds: float = number("its length", 0.0, unit="s")
    rate: int = whole("its rate", 0, unit="Hz")
    channels: int = whole("its channels", 0)
    frames: int = whole("its length", 0, unit="frames")
    parent: int = whole("the take that it was made from, 0 for none", 0)
    seed: int = whole("the seed that made it, 0 for an import", 0)
    model: str = word("the model that made it, empty for an import")
    name: str = text("its name")
    path: str = text("its file")
    prompt: str = text("its prompt")


@dataclass(frozen=True, slots=True)
class TakeList:
    """
    >>> from bridge.vocabulary import render
    >>> render(TakeList(total=120, start=50, takes=(70, 69, 68)))
    ('/take/list', [120, 50, 70, 69, 68])
    """

    total: int = first(Kind.WHOLE, "how many there are")
    start: int = first(Kind.WHOLE, "how many newer ones were passed over")
    takes: tuple[int, ...] = first(Kind.WHOLE, "take numbers, newest first")


@dataclass(frozen=True, slots=True)
class TakesFound:
    """
    >>> from bridge.vocabulary import render
    >>> render(TakesFound(total=2, start=0, takes=(70, 12)))
    ('/take/found', [2, 0, 70, 12])
    """

    total: int = first(Kind.WHOLE, "how many fit")
    start: int = first(Kind.WHOLE, "how many newer ones were passed over")
    takes: tuple[int, ...] = first(Kind.WHOLE, "take numbers, newest first")


@dataclass(frozen=True, slots=True)
class TakeDeleted:
    """
    >>> from bridge.vocabulary import render
    >>> render(TakeDeleted(3))
    ('/take/deleted', [3])
    """

    take: int = first(Kind.WHOLE, "the take that is in the trash now")


@dataclass(frozen=True, slots=True)
class TakePlaying:
    """
    >>> from bridge.vocabulary import render
    >>> render(TakePlaying(3))
    ('/take/playing', [3])
    """

    take: int = first(Kind.WHOLE, "the take that was handed to the sound card")


@dataclass(frozen=True, slots=True)
class TakeEnded:
    """
    >>> from bridge.vocabulary import render
    >>> render(TakeEnded(3))
    ('/take/ended', [3])
    """

    take: int = first(Kind.WHOLE, "the take that has ended or was stopped")


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
    rate: int = whole("the session's rate", 0, unit="Hz")
    block: int = whole("the sound card's block", 0, unit="frames")
    voices: int = whole("takes that sound", 0)
    underruns: int = whole("blocks that the sound card did not get in time", 0)
    starved: int = whole("blocks in which a growing take had no frames yet", 0)
    load: float = number("share of its time that the sound callback uses", 0.0)
    age: float = number("time since the last sound callback, -1 without a card", -1.0, unit="s")
    realtime: bool = flag("1 when the speaker has real-time scheduling")
    memory: float = number("resident memory of the bridge", 0.0, unit="MB")
    uptime: float = number("time since the start", 0.0, unit="s")
    device: str = text("the sound card, or why there is none")
    session: str = text("the session's folder")


Event = (
    Queued
    | Started
    | Progress
    | Note
    | TakeMade
    | Done
    | Failed
    | Cancelled
    | Error
    | TakeInfo
    | TakeList
    | TakesFound
    | TakeDeleted
    | TakePlaying
    | TakeEnded
    | Greeted
    | Subscribed
    | Pong
    | ModelState
    | Status
)
