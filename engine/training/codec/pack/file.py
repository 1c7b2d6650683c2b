"""The file of a pack: a zip of arrays (numpy's npz) with the clips' rows as compressed JSON."""

import json
import lzma
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt

from engine.errors import MissingError, ModelError
from engine.training.codec.pack.entropy import Coded
from engine.training.codec.pack.group import Group

Row = dict[str, str]
_FORMAT = "warmtone codec pack 1"


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Rows of the table, lengths in frames, groups of coded clips, and `members`: which rows each group's clips are."""

    rows: tuple[Row, ...]
    lengths: npt.NDArray[np.int64]
    groups: tuple[Group, ...]
    members: tuple[npt.NDArray[np.int64], ...]


def write_file(path: Path, pack: Pack) -> None:
    """Write it; the same pack gives the same bytes."""
    head = {"format": _FORMAT, "groups": [[group.hop, group.coarseness] for group in pack.groups]}
    text = json.dumps(head | {"rows": pack.rows}, separators=(",", ":"))
    arrays = {"head": np.frombuffer(lzma.compress(text.encode()), np.uint8), "lengths": pack.lengths}
    for number, (group, members) in enumerate(zip(pack.groups, pack.members, strict=True)):
        arrays |= {f"{number}.{name}": values for name, values in _arrays(group, members).items()}
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        np.savez(file, allow_pickle=False, **arrays)  # type: ignore[arg-type]


def read_file(path: Path) -> Pack:
    """Read it; raises `MissingError` where it isn't there, `ModelError` where it is damaged or something else."""
    try:
        with np.load(path) as arrays:
            head = json.loads(lzma.decompress(arrays["head"].tobytes()))
            if head["format"] != _FORMAT:
                raise ValueError(head["format"])
            groups = [_group(arrays, number, *each) for number, each in enumerate(head["groups"])]
            members = tuple(arrays[f"{number}.members"] for number in range(len(groups)))
            return Pack(tuple(head["rows"]), arrays["lengths"], tuple(groups), members)
    except FileNotFoundError:
        raise MissingError(f"{path} isn't there: make it with `warmtone train pack`.") from None
    except (OSError, EOFError, KeyError, TypeError, ValueError, lzma.LZMAError) as error:
        raise ModelError(f"{path} is no training set ({error}): make it with `warmtone train pack`.") from error


def _arrays(group: Group, members: npt.NDArray[np.int64]) -> dict[str, npt.NDArray[np.generic]]:
    return {
        "members": members,
        "blocks": group.blocks,
        "full_levels": group.full_levels,
        "large": group.large,
        "signs": group.signs,
        **{f"levels.{name}": values for name, values in _parts(group.levels).items()},
        **{f"sizes.{name}": values for name, values in _parts(group.sizes).items()},
    }


def _parts(coded: Coded) -> dict[str, npt.NDArray[np.generic]]:
    return {"words": coded.words, "states": coded.states, "frequencies": coded.frequencies}


def _group(arrays: Mapping[str, npt.NDArray[np.generic]], number: int, hop: int, coarseness: float) -> Group:
    def array(name: str) -> "npt.NDArray[np.generic]":
        return arrays[f"{number}.{name}"]

    def coded(name: str) -> Coded:
        return Coded(array(f"{name}.words"), array(f"{name}.states"), array(f"{name}.frequencies"))  # type: ignore[arg-type]

    return Group(
        hop,
        coarseness,
        array("blocks"),  # type: ignore[arg-type]
        coded("levels"),
        array("full_levels"),  # type: ignore[arg-type]
        coded("sizes"),
        array("large"),  # type: ignore[arg-type]
        array("signs"),  # type: ignore[arg-type]
    )


def kept(row: Row, columns: Sequence[str]) -> Row:
    """A row with the columns that training or attribution ask for."""
    return {name: row[name] for name in columns if row.get(name)}
