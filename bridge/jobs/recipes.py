"""From a request to what a model is asked, to a recipe that a take carries, and back. Pure."""

from dataclasses import replace

from bridge.takes import Recipe
from bridge.takes.recipe import Plain
from bridge.versions import installed_versions
from bridge.vocabulary import Refused, request_from
from bridge.vocabulary.arguments import LARGEST_WHOLE
from bridge.vocabulary.requests import Generate, RecallTake, Vary
from engine import Generate as GenerateTask
from engine import ModelCard, Task
from engine import Vary as VaryTask

Making = Generate | Vary
"""A request that ends in takes made by a model."""


def task_of(request: Making) -> Task:
    """What the model is asked."""
    if isinstance(request, Generate):
        return GenerateTask(prompt=request.prompt, negative=request.negative, seconds=request.seconds)
    return VaryTask(amount=request.amount)


def recipe_of(request: Making, card: ModelCard, seed: int) -> Recipe:
    """How the take with that seed was made."""
    return Recipe(
        address="/generate" if isinstance(request, Generate) else "/vary",
        arguments=_arguments(request),
        model=card.name,
        weights=card.weights,
        seed=seed,
        precision=card.precision,
        threads=card.threads,
        device=card.device,
        versions=installed_versions(),
        parent=request.take if isinstance(request, Vary) else None,
    )


def request_of(recipe: Recipe, recall: RecallTake) -> Making:
    """The request that a recipe holds, under the recalling job's name. Raises `Refused` where it can't be read."""
    try:
        request = request_from(recipe.address, recall.job, recipe.arguments)
    except Refused as error:
        raise Refused(recall.job, "recipe", f"Take {recall.take}'s recipe can't be run: {error}") from error
    if not isinstance(request, (Generate, Vary)):
        raise Refused(recall.job, "recipe", f"Take {recall.take}'s recipe is no request that makes takes.")
    if not 0 <= recipe.seed <= LARGEST_WHOLE:
        raise Refused(recall.job, "recipe", f"Take {recall.take}'s recipe has a seed outside of 0 to {LARGEST_WHOLE}.")
    return replace(request, seed=recipe.seed, model=recipe.model, count=1, play=recall.play)


def _arguments(request: Making) -> dict[str, Plain]:
    if isinstance(request, Vary):
        return {"take": request.take, "amount": request.amount}
    texts = {"prompt": request.prompt, "negative": request.negative}
    return {"seconds": request.seconds, **{key: text for key, text in texts.items() if text}}
