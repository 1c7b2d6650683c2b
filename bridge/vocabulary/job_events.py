"""What is said of a job from its request to its end, and of what was refused."""

from dataclasses import dataclass

from bridge.vocabulary.arguments import Kind, Name, first, name, number, text, whole, word


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

    job: Name = name("your name for the job, or the address of a request without one")
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
class FileWritten:
    """
    >>> from bridge.vocabulary import render
    >>> render(FileWritten("out", take=12, path="/home/a/door slam.wav"))
    ('/job/file', ['out', 'take', 12, 'path', '/home/a/door slam.wav'])
    """

    job: Name = name("your name for the job")
    take: int = whole("the take that was exported", 0)
    path: str = text("its finished file")


@dataclass(frozen=True, slots=True)
class Done:
    """
    >>> from bridge.vocabulary import render
    >>> render(Done("kick", takes=1, seconds=0.125))
    ('/job/done', ['kick', 'takes', 1, 'seconds', 0.125])
    """

    job: Name = name("your name for the job, free to be used again")
    takes: int = whole("how many takes it made, or exported", 0)
    seconds: float = number("time from the request to here", 0.0, unit="s")


@dataclass(frozen=True, slots=True)
class Ranked:
    """
    >>> from bridge.vocabulary import render
    >>> render(Ranked("kick", takes=(13, 16, 12, 15, 14)))
    ('/job/ranked', ['kick', 13, 16, 12, 15, 14])
    """

    job: Name = name("your name for the job, which may be another one's by now")
    takes: tuple[int, ...] = first(
        Kind.WHOLE,
        "its takes in the order to listen to: the one that fits the prompt best, or the source where there is none; "
        "of the better half each time the one that differs most from those before it; then the others, best first",
    )


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
