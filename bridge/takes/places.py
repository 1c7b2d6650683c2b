"""Places on the disk: whether a folder is still the one that it was, and a path that nothing has."""

from pathlib import Path

from bridge.takes.names import file_name


def place_of(folder: Path) -> tuple[int, int] | None:
    """The disk that a folder is on and its number there; None where it is gone."""
    try:
        status = folder.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def free_path(folder: Path, number: int, name: str) -> Path:
    """A path in the folder that nothing has, not even a dangling link."""
    copy = 1
    while (path := folder / file_name(number, name, copy)).is_symlink() or path.exists():
        copy += 1
    return path
