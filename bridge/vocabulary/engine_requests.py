"""Requests about the client, the models and all that sounds."""

from dataclasses import dataclass

from bridge.vocabulary.arguments import Kind, Name, first


@dataclass(frozen=True, slots=True)
class Hello:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/hello", [7701, "max"]).request
    Hello(port=7701, name='max')
    """

    port: int = first(Kind.WHOLE, "your port on the same host: replies to this sender go there", low=1, high=65535)
    name: str = first(Kind.WORD, "what subscribers see as your name", "")


@dataclass(frozen=True, slots=True)
class Subscribe:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/subscribe", []).request
    Subscribe(on=True)
    """

    on: bool = first(Kind.FLAG, "1 sends you everybody's job events, with `client` and a name behind; 0 ends it", True)


@dataclass(frozen=True, slots=True)
class Ping:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/ping", [17]).request
    Ping(token=17)
    """

    token: Name = first(Kind.NAME, "comes back in /pong", 0)


@dataclass(frozen=True, slots=True)
class AskStatus:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/status", []).request
    AskStatus()
    """


@dataclass(frozen=True, slots=True)
class AskModels:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/models", []).request
    AskModels()
    """


@dataclass(frozen=True, slots=True)
class LoadModel:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/model/load", ["vae"]).request
    LoadModel(model='vae')
    """

    model: str = first(Kind.WORD, "the model to load and keep warm")


@dataclass(frozen=True, slots=True)
class UnloadModel:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/model/unload", ["vae"]).request
    UnloadModel(model='vae')
    """

    model: str = first(Kind.WORD, "the model to let go")


@dataclass(frozen=True, slots=True)
class SetVolume:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/volume", [0.5]).request
    SetVolume(level=0.5)
    """

    level: float = first(Kind.NUMBER, "0 is silent, 1 leaves the sound as it is", low=0, high=1)


@dataclass(frozen=True, slots=True)
class Panic:
    """
    >>> from bridge.vocabulary import parse
    >>> parse("/panic", []).request
    Panic()
    """
