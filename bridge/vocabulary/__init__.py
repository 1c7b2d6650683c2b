"""The one vocabulary: what can be asked, what is answered, and how both look on the wire."""

from bridge.vocabulary.arguments import Argument, Kind, Name
from bridge.vocabulary.events import Event
from bridge.vocabulary.parse import Parsed, Refused, parse, reply_port_in, request_from
from bridge.vocabulary.render import Wire, for_subscriber, render
from bridge.vocabulary.requests import Request
from bridge.vocabulary.table import ADDRESS_BY_REQUEST, EVENTS, REPLY, VERBS, Row

__all__ = [
    "ADDRESS_BY_REQUEST",
    "EVENTS",
    "REPLY",
    "VERBS",
    "Argument",
    "Event",
    "Kind",
    "Name",
    "Parsed",
    "Refused",
    "Request",
    "Row",
    "Wire",
    "for_subscriber",
    "parse",
    "render",
    "reply_port_in",
    "request_from",
]
