"""The shelf alone, with a worker that answers when the test says so."""

from collections import deque
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from engine import EngineEvent, ModelChanged
from engine.shelf import Shelf
from engine.worker_messages import Load, Loaded, LoadFailed, Unload, Unloaded
from tests.engine.fakes import CARD, load_echo

WISHES = st.lists(st.tuples(st.sampled_from(["load", "unload", "answer", "fail", "die"]), st.sampled_from("ab")))


class Worker:
    """What was sent and isn't answered yet, and what is warm."""

    def __init__(self) -> None:
        self.sent: deque[Load | Unload] = deque()
        self.warm: set[str] = set()

    def answer(self, fails: bool) -> Loaded | LoadFailed | Unloaded:
        command = self.sent.popleft()
        if isinstance(command, Unload):
            self.warm.remove(command.model)
            return Unloaded(command.model)
        if fails:
            return LoadFailed(command.model, "It is broken.")
        assert command.model not in self.warm, "what is warm is not loaded again"
        self.warm.add(command.model)
        return Loaded(replace(CARD, name=command.model), 0.1)

    def die(self) -> None:
        self.sent.clear()
        self.warm.clear()


@given(WISHES)
def test_however_wishes_change_the_last_one_comes_true(wishes: list[tuple[str, str]]) -> None:
    worker, events = Worker(), list[EngineEvent]()
    shelf = Shelf(dict.fromkeys("ab", load_echo), worker.sent.append, events.append)
    wanted = {"a": False, "b": False}
    for wish, name in wishes:
        match wish:
            case "load":
                shelf.load(name)
                wanted[name] = True
            case "unload":
                shelf.unload(name)
                wanted[name] = False
            case "die":
                loading = [model.name for model in shelf.models if model.state == "loading"]
                worker.die()
                shelf.lose("It died.")
                wanted |= dict.fromkeys(loading, False)
            case _ if worker.sent:
                model = worker.sent[0].model
                report = worker.answer(wish == "fail")
                shelf.take_in(report)
                if isinstance(report, LoadFailed):
                    wanted[model] = False
        assert len({command.model for command in worker.sent}) == len(worker.sent), "one command per model at a time"
        for model_name in "ab":
            assert shelf.model(model_name).state != "ready" or model_name in worker.warm

    while worker.sent:
        shelf.take_in(worker.answer(fails=False))
    assert {model.name for model in shelf.models if model.state == "ready"} == worker.warm
    assert worker.warm == {name for name, warm in wanted.items() if warm}
    assert all(model.state in ("ready", "unloaded", "failed") for model in shelf.models)


@given(WISHES)
def test_every_change_is_delivered_once(wishes: list[tuple[str, str]]) -> None:
    worker, events = Worker(), list[EngineEvent]()
    shelf = Shelf(dict.fromkeys("ab", load_echo), worker.sent.append, events.append)
    seen = {"a": "unloaded", "b": "unloaded"}
    for wish, name in wishes:
        told = len(events)
        if wish == "load":
            shelf.load(name)
        elif wish == "unload":
            shelf.unload(name)
        elif wish == "die":
            worker.die()
            shelf.lose("It died.")
        elif worker.sent:
            shelf.take_in(worker.answer(wish == "fail"))
        for event in events[told:]:
            assert isinstance(event, ModelChanged)
            assert event.state != seen[event.name]
            assert (event.state == "failed") == bool(event.sentence)
            assert (event.state == "ready") == (event.card is not None)
            seen[event.name] = event.state
        assert seen == {model.name: model.state for model in shelf.models}
