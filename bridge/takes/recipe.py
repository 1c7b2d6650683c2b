"""How a take was made: enough to make it again bit for bit, or to say what has changed since."""

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from engine import AudioFileError

Plain = str | int | float | bool | None
"""What a request's argument can be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A request and everything that decides which samples it gives.

    `address` and `arguments` are the request in the vocabulary's own words ("/generate", {"seconds": 1.0}).
    `weights` is a hash of the model's weights, `versions` names the libraries that compute ("torch": "2.13.0"),
    `parent` is the number of the take that was the source. `batch_takes` is how many takes were sampled together, this
    one as number `batch_place`: up to rounding, a batch gives what each of its takes gives alone.
    """

    address: str
    arguments: Mapping[str, Plain]
    model: str
    weights: str
    seed: int
    precision: str
    threads: int
    device: str
    versions: Mapping[str, str]
    parent: int | None
    batch_place: int = 1
    batch_takes: int = 1


_TYPES: Mapping[str, tuple[type, ...]] = {
    "address": (str,),
    "arguments": (dict,),
    "model": (str,),
    "weights": (str,),
    "seed": (int,),
    "precision": (str,),
    "threads": (int,),
    "device": (str,),
    "versions": (dict,),
    "parent": (int, type(None)),
    "batch_place": (int,),
    "batch_takes": (int,),
}
_ALONE = {"batch_place": 1, "batch_takes": 1}
"""What is true of a take whose recipe is older than batches."""


def recipe_to_json(recipe: Recipe) -> str:
    """A recipe as ASCII JSON, in which every string survives, be it well-formed Unicode or not."""
    return json.dumps(asdict(recipe), allow_nan=False, sort_keys=True)


def recipe_from_json(text: str) -> Recipe:
    """The recipe in a piece of JSON that anybody may have written; keys it doesn't know are left out.

    Raises `AudioFileError` where a key is missing or a value has another type than a recipe's.
    """
    found = _ALONE | _object(text)
    for key, types in _TYPES.items():
        if type(found.get(key, ...)) not in types:
            names = " or ".join("null" if kind is type(None) else kind.__name__ for kind in types)
            raise AudioFileError(f"The recipe can't be read: {key} should be of type {names}.")
    _check_values(found["arguments"], (str, int, float, bool, type(None)), "arguments")
    _check_values(found["versions"], (str,), "versions")
    return Recipe(**{key: found[key] for key in _TYPES})


def _object(text: str) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise AudioFileError("The recipe can't be read: it should be a JSON object.") from error
    if not isinstance(found, dict):
        raise AudioFileError("The recipe can't be read: it should be a JSON object.")
    return found


def _check_values(found: dict[str, Any], types: tuple[type, ...], key: str) -> None:
    for name, value in found.items():
        if type(value) not in types or (isinstance(value, float) and not math.isfinite(value)):
            raise AudioFileError(f"The recipe can't be read: {name[:40]!r} in its {key} is no plain value.")


def differences(recipe: Recipe, other: Recipe) -> list[str]:
    """A sentence for each thing besides the request that differs: the take's own recipe, and what would run now."""
    pairs = [
        ("model", recipe.model, other.model),
        ("weights' hash", recipe.weights, other.weights),
        ("precision", recipe.precision, other.precision),
        ("number of threads", str(recipe.threads), str(other.threads)),
        ("device", recipe.device, other.device),
        ("batch", _batch(recipe), _batch(other)),
    ]
    for library in sorted({*recipe.versions, *other.versions}):
        versions = (recipe.versions.get(library, "none"), other.versions.get(library, "none"))
        pairs.append((f"version of {library}", *versions))
    return [f"The {what} changed: {then} then, {now} now." for what, then, now in pairs if then != now]


def _batch(recipe: Recipe) -> str:
    return "alone" if recipe.batch_takes == 1 else f"take {recipe.batch_place} of {recipe.batch_takes}"
