"""The groups of figures that can be asked for, and how each is measured."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from bridge.bench import (
    cancel,
    card,
    codec,
    edits,
    equal_error,
    flood,
    fuzz,
    inpainting,
    library,
    live,
    memory,
    overload,
    ping,
    small_model,
    sound,
    start,
)
from bridge.bench.effort import Effort
from bridge.bench.figure import Figure
from bridge.settings import Settings
from engine import WarmtoneError


@dataclass(frozen=True, slots=True)
class Measurement:
    """The figures of one run, unmeasured, and the function that measures them."""

    figures: tuple[Figure, ...]
    measure: Callable[[Settings, Effort], Iterable[Figure]]


GROUPS: dict[str, tuple[Measurement, ...]] = {
    "osc": (Measurement(ping.FIGURES, ping.measure_pings), Measurement(flood.FIGURES, flood.measure_floods)),
    "sound": (Measurement(sound.FIGURES, sound.measure_first_sounds),),
    "cancel": (Measurement(cancel.FIGURES, cancel.measure_cancels),),
    "card": (Measurement(card.FIGURES, card.measure_under_runs),),
    "start": (Measurement(start.FIGURES, start.measure_start),),
    "live": (Measurement(live.FIGURES, live.measure_live),),
    "codec": (Measurement(codec.FIGURES, codec.measure_codec_speed),),
    "edits": (
        Measurement(inpainting.FIGURES, inpainting.measure_inpainting_errors),
        Measurement(small_model.FIGURES, small_model.measure_small_model),
        Measurement(edits.FIGURES, edits.measure_edits),
        Measurement(equal_error.FIGURES, equal_error.measure_equal_error),
    ),
    "library": (Measurement(library.FIGURES, library.measure_library),),
    "memory": (
        Measurement(memory.JOB_FIGURES, memory.measure_jobs),
        Measurement(memory.PLAYING_FIGURES, memory.measure_playing),
    ),
    "overload": (Measurement(overload.FIGURES, overload.measure_overload),),
    "fuzz": (Measurement(fuzz.FIGURES, fuzz.measure_fuzz),),
}

USUAL_GROUPS = tuple(group for group in GROUPS if group not in ("live", "edits", "memory", "fuzz"))
"""Without those that take many minutes."""


def measure_group(group: str, settings: Settings, effort: Effort) -> list[Figure]:
    """All figures of a group; those that can't be measured here say why. Raises `WarmtoneError` for another name."""
    if group not in GROUPS:
        raise WarmtoneError(f"There is no group {group}; there are {', '.join(GROUPS)}.")
    return [figure for measurement in GROUPS[group] for figure in _measured(measurement, settings, effort)]


def _measured(measurement: Measurement, settings: Settings, effort: Effort) -> list[Figure]:
    """What was measured before something went wrong stays; the other figures say what that was."""
    found: list[Figure] = []
    try:
        found.extend(measurement.measure(settings, effort))
    except WarmtoneError as error:
        names = {figure.name for figure in found}
        found += [figure.unmeasured(str(error)) for figure in measurement.figures if figure.name not in names]
    return found
