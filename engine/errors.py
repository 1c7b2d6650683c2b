"""Everything that can go wrong in Warmtone, as one small tree.

    WarmtoneError            a sentence for the person; `code` is one word for a patch to branch on
    + ModelError             a model is unknown, can't be loaded, or breaks its contract      code: model
    + PromptError            a prompt holds nothing that the model knows                      code: prompt
    + RangeError             a number lies outside of what this model or take allows          code: range
    + MissingError           a take, job, file or device that isn't there                     code: missing
    + BusyError              a name in use, a full queue, a port that is taken                code: busy
    + AudioFileError         a file that is no audio, or can't be read or written             code: file
    + WorkerError            the worker process died or fell silent                           code: worker
    Cancelled                raised by `on_step` inside a model to unwind it; never shown to a person

Each sentence says what was expected and what to do.
"""

from typing import ClassVar


class WarmtoneError(Exception):
    """The root: `str(error)` is a sentence for the person, `error.code` a word for the patch."""

    code: ClassVar[str] = "failed"


class ModelError(WarmtoneError):
    code = "model"


class PromptError(WarmtoneError):
    code = "prompt"


class RangeError(WarmtoneError):
    code = "range"


class MissingError(WarmtoneError):
    code = "missing"


class BusyError(WarmtoneError):
    code = "busy"


class AudioFileError(WarmtoneError):
    code = "file"


class WorkerError(WarmtoneError):
    code = "worker"


class Cancelled(Exception):
    """Unwinds a model's generator between two steps; the worker turns it into an event."""
