"""From a request to what a model is asked, to a recipe that a take carries, and back. Pure."""

from dataclasses import fields, replace
from typing import Literal, cast, get_args

from bridge.takes import Recipe, Take
from bridge.takes.recipe import Plain
from bridge.versions import installed_versions
from bridge.vocabulary import ADDRESS_BY_REQUEST, Refused, request_from
from bridge.vocabulary.arguments import LARGEST_WHOLE
from bridge.vocabulary.numbers import plain
from bridge.vocabulary.requests import (
    Extend,
    Generate,
    Inpaint,
    Loop,
    Morph,
    RecallTake,
    Transform,
    Upscale,
    Vary,
)
from bridge.vocabulary.told import Told
from engine import BatchPlace, Controls, ModelCard, tasks

Editing = Transform | Inpaint | Extend | Upscale | Loop | Morph
Making = Generate | Vary | Editing
"""A request that ends in takes made by a model."""

_ALONE = BatchPlace()
_NOT_THE_SOUND = {"job", "count", "seed", "model", "play"}
"""What a request says beside how a take sounds; the seed and the model have places of their own in a recipe."""


def task_of(request: Making) -> tasks.Task:
    """What the model is asked."""
    match request:
        case Generate():
            return tasks.Generate(
                prompt=request.prompt,
                negative=request.negative,
                seconds=request.seconds,
                steps=request.steps or None,
                guidance=request.guidance or None,
                controls=_controls(request),
            )
        case Vary():
            return tasks.Vary(amount=request.amount, prompt=request.prompt)
        case Transform():
            return tasks.Transform(strength=request.strength, style=_style(request))
        case Inpaint():
            return tasks.Inpaint(
                regions=request.region, thorough=request.thorough, follows=_followed(request), style=_style(request)
            )
        case Extend():
            side = cast(Literal["end", "start", "both"], request.side)
            return tasks.Extend(seconds=request.seconds, side=side, style=_style(request))
        case Upscale():
            return tasks.Upscale(cutoff_hz=request.cutoff or None, style=_style(request))
        case Loop():
            seconds = request.beats * 60 / request.tempo if request.beats else request.seconds
            return tasks.Loop(seconds=seconds, style=_style(request))
        case Morph():
            return tasks.Morph(amount=request.amount, to=request.to, style=_style(request))


def sources_of(request: Making) -> tuple[int, ...]:
    """The numbers of the takes that are needed, the first one first."""
    match request:
        case Generate():
            return ()
        case Morph():
            return (request.take, request.other) if request.other else (request.take,)
        case _:
            return (request.take,) if request.take else ()


def named(request: Making | None, source: Take) -> Making | None:
    """What is made like its source and says nothing of what that is is told it; all else stays as it is."""
    if isinstance(request, Inpaint) and request.follows == "either" and request.prompt in ("", source.prompt):
        request = replace(request, follows="around")
    if isinstance(request, Vary | Inpaint | Extend) and not request.prompt:
        return replace(request, prompt=source.prompt)
    return request


def recipe_of(request: Making, card: ModelCard, seed: int, place: BatchPlace = _ALONE) -> Recipe:
    """How the take with that seed was made, or would be, alone or beside others."""
    return Recipe(
        address=ADDRESS_BY_REQUEST[type(request)],
        arguments=_arguments(request),
        model=card.name,
        weights=card.weights,
        seed=seed,
        precision=card.precision,
        threads=card.threads,
        device=card.device,
        versions=installed_versions(),
        parent=next(iter(sources_of(request)), None),
        batch_place=place.place,
        batch_takes=place.takes,
    )


def request_of(recipe: Recipe, recall: RecallTake) -> Making:
    """The request that a recipe holds, under the recalling job's name. Raises `Refused` where it can't be read."""
    try:
        request = request_from(recipe.address, recall.job, recipe.arguments)
    except Refused as error:
        raise Refused(recall.job, "recipe", f"Take {recall.take}'s recipe can't be run: {error}") from error
    if not isinstance(request, get_args(Making)):
        raise Refused(recall.job, "recipe", f"Take {recall.take}'s recipe is no request that makes takes.")
    if not 0 <= recipe.seed <= LARGEST_WHOLE:
        raise Refused(recall.job, "recipe", f"Take {recall.take}'s recipe has a seed outside of 0 to {LARGEST_WHOLE}.")
    making = cast(Making, request)
    return replace(making, seed=recipe.seed, model=recipe.model, count=1, play=recall.play)


def _followed(request: Inpaint) -> tasks.Follows:
    if request.follows == "either":
        return "words" if request.prompt else "around"
    return cast(tasks.Follows, request.follows)


def _style(request: Told) -> tasks.Style:
    return tasks.Style(
        prompt=request.prompt,
        negative=request.negative,
        steps=request.steps or None,
        guidance=request.guidance or None,
        controls=_controls(request),
    )


def _controls(request: Told) -> Controls:
    return Controls(
        midi_note=request.pitch,
        loudness=request.loudness,
        brightness=request.brightness,
        noisiness=request.noisiness,
        attack=request.attack,
        length=request.length,
    )


def _arguments(request: Making) -> dict[str, Plain]:
    """All that decides the sound, without texts that are empty and what is not set; spans as one text."""
    said = {field.name: getattr(request, field.name) for field in fields(request)}
    found = {key: value for key, value in said.items() if key not in _NOT_THE_SOUND and value not in ("", None)}
    return {key: _spans(value) if isinstance(value, tuple) else value for key, value in found.items()}


def _spans(spans: tuple[tuple[float, float], ...]) -> str:
    return " ".join(plain(second) for span in spans for second in span)
