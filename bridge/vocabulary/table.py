"""The vocabulary: every address once. Parser, errors, README, patches and tests read these two tables."""

from collections.abc import Mapping
from dataclasses import dataclass

from bridge.vocabulary import events, requests
from bridge.vocabulary.arguments import Argument, Kind, arguments_of


@dataclass(frozen=True, slots=True)
class Row:
    """An address, the dataclass of its messages and one sentence."""

    address: str
    message: type
    says: str

    @property
    def arguments(self) -> tuple[Argument, ...]:
        return arguments_of(self.message)


VERBS = (
    Row("/generate", requests.Generate, "Makes new takes from words."),
    Row("/vary", requests.Vary, "Makes takes that are more like one that is there."),
    Row("/transform", requests.Transform, "Makes a take anew after words, near it or far from it."),
    Row("/inpaint", requests.Inpaint, "Makes regions of a take anew."),
    Row("/extend", requests.Extend, "Lets a take go on beyond its end, or begin earlier."),
    Row("/upscale", requests.Upscale, "Adds what a dull recording lacks at the top."),
    Row("/loop", requests.Loop, "Makes a loop without a seam, new or of a take."),
    Row("/morph", requests.Morph, "Makes a take between two, or between a take and words."),
    Row("/cancel", requests.Cancel, "Stops a job at its next step, or one that waits."),
    Row("/take/play", requests.PlayTake, "Plays a take on the sound card."),
    Row("/take/stop", requests.StopTake, "Fades a playing take out."),
    Row("/take/star", requests.StarTake, "Marks a take as one to keep."),
    Row("/take/name", requests.NameTake, "Gives a take a name."),
    Row("/take/delete", requests.DeleteTake, "Moves a take to the session's trash."),
    Row("/take/info", requests.InfoTake, "Tells all about a take."),
    Row("/take/list", requests.ListTakes, "Lists take numbers, newest first."),
    Row("/take/find", requests.FindTakes, "Finds takes by the words of their names and prompts, or by how they sound."),
    Row("/take/import", requests.ImportTake, "Copies an audio file into the session as a take."),
    Row("/take/export", requests.ExportTakes, "Writes copies of takes for other programs: rate, bits and names."),
    Row("/take/recall", requests.RecallTake, "Runs a take's recipe again and says whether it came out equal."),
    Row("/live/start", requests.StartLive, "Plays an instrument that knobs act on at once."),
    Row("/live/stop", requests.StopLive, "Fades it out."),
    Row("/live/source", requests.ChangeSource, "Lets another instrument take over; its knobs stand as at first."),
    Row("/live/gain", requests.SetLiveGain, "Sets its level."),
    Row("/knob", requests.TurnKnob, "Turns a knob. Nothing is answered, unless it can't be or `tell` asks for it."),
    Row("/knobs", requests.TurnKnobs, "Turns the first knobs, all in one frame."),
    Row("/knob/list", requests.ListKnobs, "Tells every knob, one /knob each."),
    Row("/hello", requests.Hello, "Names your reply port: for senders that can't receive, such as Max's udpsend."),
    Row("/subscribe", requests.Subscribe, "Sends you the job events of all clients."),
    Row("/ping", requests.Ping, "Answers at once."),
    Row("/status", requests.AskStatus, "Tells how the engine is."),
    Row("/models", requests.AskModels, "Tells the state of every model, one /model each."),
    Row("/model/load", requests.LoadModel, "Loads a model and keeps it warm."),
    Row("/model/unload", requests.UnloadModel, "Lets a model go."),
    Row("/volume", requests.SetVolume, "Sets the level of everything that sounds."),
    Row("/panic", requests.Panic, "Silences everything at once; running jobs no longer play."),
)

EVENTS = (
    Row("/job/queued", events.Queued, "The job was accepted."),
    Row("/job/started", events.Started, "The job is at work."),
    Row("/job/progress", events.Progress, "A step of the job is done."),
    Row("/job/note", events.Note, "Something worth reading; the job, or what was asked, goes on."),
    Row("/job/take", events.TakeMade, "A take is finished and its file is whole."),
    Row("/job/file", events.FileWritten, "A take was exported and its file is whole."),
    Row("/job/done", events.Done, "All takes of the job are finished."),
    Row(
        "/job/ranked",
        events.Ranked,
        "How a job's takes fit and differ; follows /job/done of several takes, once the ear has heard them all.",
    ),
    Row("/job/failed", events.Failed, "The job ended without all of its takes."),
    Row("/job/cancelled", events.Cancelled, "The job was stopped."),
    Row("/error", events.Error, "A request was refused; nothing has changed."),
    Row("/take/info", events.TakeInfo, "All about a take; also after /take/star and /take/name."),
    Row("/take/list", events.TakeList, "A page of take numbers."),
    Row("/take/found", events.TakesFound, "A page of the take numbers that fit."),
    Row("/take/deleted", events.TakeDeleted, "A take is in the trash."),
    Row("/take/playing", events.TakePlaying, "A take begins to sound."),
    Row("/take/ended", events.TakeEnded, "A take has stopped sounding."),
    Row("/live/playing", events.LivePlaying, "An instrument begins to sound; to subscribers as well."),
    Row("/live/stopped", events.LiveStopped, "It sounds no more; to subscribers as well."),
    Row("/knob", events.KnobState, "A knob; after /knob/list, and after a /knob that asks to be told."),
    Row("/hello", events.Greeted, "Your reply port is known."),
    Row("/subscribed", events.Subscribed, "Whether everybody's job events come to you."),
    Row("/pong", events.Pong, "The answer to /ping."),
    Row("/model", events.ModelState, "The state of a model; after /models and whenever it changes."),
    Row("/sound", events.SoundState, "Sound is gone, or is back; to subscribers and to those whose takes play."),
    Row("/status", events.Status, "How the engine is."),
)

REPLY = Argument(
    "reply",
    Kind.WHOLE,
    "answer to this port of the sender's host instead of the one that it sends from",
    positional=False,
    required=False,
    default=None,
    low=1,
    high=65535,
    unit="",
)
"""The one key that every verb takes."""

VERB_BY_ADDRESS = {row.address: row for row in VERBS}
ADDRESS_BY_REQUEST: dict[type, str] = {row.message: row.address for row in VERBS}
ADDRESS_BY_EVENT: dict[type, str] = {row.message: row.address for row in EVENTS}
ARGUMENTS: dict[type, tuple[Argument, ...]] = {row.message: row.arguments for row in (*VERBS, *EVENTS)}


@dataclass(frozen=True, slots=True)
class Form:
    """How the arguments of a verb are found in a message: by place, by key, and which keys take words to the end."""

    places: tuple[Argument, ...]
    keys: Mapping[str, Argument]
    texts: frozenset[str]
    needed: tuple[Argument, ...]


def _form(arguments: tuple[Argument, ...]) -> Form:
    keys = {argument.name: argument for argument in (*arguments, REPLY) if not argument.positional}
    return Form(
        places=tuple(argument for argument in arguments if argument.positional),
        keys=keys,
        texts=frozenset(name for name, argument in keys.items() if argument.kind is Kind.TEXT),
        needed=tuple(argument for argument in arguments if argument.required),
    )


FORMS: dict[type, Form] = {row.message: _form(row.arguments) for row in VERBS}
