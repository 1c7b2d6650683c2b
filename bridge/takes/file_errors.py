"""The border to the disk: what the system and libsndfile say, as sentences."""

import errno
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import soundfile

from bridge.takes.names import shown
from engine import AudioFileError, MissingError

_REASONS: Mapping[int, str] = {
    errno.ENOSPC: "the disk is full. Free some space and try again",
    errno.EDQUOT: "your share of the disk is used up. Free some space and try again",
    errno.EFBIG: "the disk takes no file that large. Make the take shorter",
    errno.EROFS: "the disk is read-only. Choose a session folder that can be written to",
    errno.EACCES: "this user may not. Change the permissions or choose another folder",
    errno.EPERM: "this user may not. Change the permissions or choose another folder",
    errno.ELOOP: "it is a symbolic link. Give the file itself",
    errno.EIO: "the disk fails. Copy the session to another one",
}

_SYSTEM_ERROR = 2


@contextmanager
def file_errors(doing: str, path: Path) -> Iterator[None]:
    """Inside, `OSError` and libsndfile's errors become `AudioFileError`, or `MissingError` where nothing is there.

    `doing` fits into "KICK.WAV can't be ...".
    """
    try:
        yield
    except FileNotFoundError as error:
        raise MissingError(f"{shown(path)} can't be {doing}: there is no such file or folder.") from error
    except OSError as error:
        reason = _REASONS.get(error.errno or 0, str(error.strerror or error))
        raise AudioFileError(f"{shown(path)} can't be {doing}: {reason}.") from error
    except soundfile.LibsndfileError as error:
        raise AudioFileError(f"{shown(path)} can't be {doing}: {_sndfile_reason(error)}.") from error


def _sndfile_reason(error: soundfile.LibsndfileError) -> str:
    # libsndfile drops the system's reason; while writing it is nearly always this one.
    if error.code == _SYSTEM_ERROR:
        return "the system refuses, as it does when the disk is full. Free some space and try again"
    return str(error.error_string).rstrip(".\n ")
