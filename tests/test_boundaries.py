"""Who may import whom: the layout, kept by reading every import of the tree and by asking fresh interpreters."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

TREE = Path(__file__).parents[1]
OUTSIDE = {"pythonosc", "mido", "rtmidi", "socket", "sounddevice", "jack", "zeroconf", "sqlite3", "bridge"}
LEARNING = {"torch", "diffusers", "transformers", "safetensors", "torchaudio"}
EVERYBODY = {"Engine", "Speaker", "OscSocket", "Archive", "Loop"}
"""The parts that own a process, a socket, a thread or the loop itself."""


def modules(package: str) -> Iterator[tuple[str, ast.Module]]:
    for path in sorted((TREE / package).rglob("*.py")):
        yield str(path.relative_to(TREE)), ast.parse(path.read_text(encoding="utf-8"))


def imported(tree: ast.Module) -> Iterator[tuple[str, str]]:
    """Every import anywhere in a module: the module that is imported, and the name that is taken from it, if any."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are written from the package on"
            yield from ((node.module or "", alias.name) for alias in node.names)


def called(tree: ast.Module) -> Iterator[str]:
    """The names that are called anywhere in a module."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            yield node.func.id


def importers(package: str, forbidden: set[str]) -> list[str]:
    """Each import of a forbidden package, with the file it stands in."""
    return [
        f"{file} imports {module}"
        for file, tree in modules(package)
        for module, _ in imported(tree)
        if module.partition(".")[0] in forbidden
    ]


def loaded_by(statement: str) -> set[str]:
    """The packages that a fresh interpreter has loaded after a statement."""
    script = f"{statement}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", script], cwd=TREE, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return {name.partition(".")[0] for name in done.stdout.split()}


def test_the_tree_is_read() -> None:
    assert {file for file, _ in modules("engine")} >= {"engine/__init__.py", "engine/models/contract.py"}
    assert {file for file, _ in modules("bridge")} >= {"bridge/app.py", "bridge/osc.py"}
    assert importers("bridge", {"socket"})
    assert importers("engine", {"torch"})


def test_the_engine_knows_nothing_of_the_outside() -> None:
    assert importers("engine", OUTSIDE) == []


def test_the_bridge_knows_no_learning_library() -> None:
    assert importers("bridge", LEARNING) == []


def test_the_bridge_comes_to_the_engine_by_its_front_door() -> None:
    side_doors = [
        f"{file} imports {module}"
        for file, tree in modules("bridge")
        for module, name in imported(tree)
        if module.startswith("engine.") or (module == "engine" and not name)
    ]
    assert side_doors == []


def test_the_front_door_has_a_sign_for_all_that_is_taken_through_it() -> None:
    import engine

    taken = {name for _, tree in modules("bridge") for module, name in imported(tree) if module == "engine"}
    assert taken - set(engine.__all__) == set()


def test_one_file_builds_everybody_and_ties_them_together() -> None:
    built = {file: EVERYBODY & set(called(tree)) for file, tree in modules("bridge")}
    assert built.pop("bridge/app.py") == EVERYBODY
    assert [file for file, parts in built.items() if len(parts) > 1] == []


def test_nobody_that_the_app_knows_knows_the_app() -> None:
    knowing = [file for file, tree in modules("bridge") if ("bridge.app", "App") in imported(tree)]
    assert knowing == ["bridge/running.py"]


@pytest.mark.parametrize("door", ["engine", "bridge.app", "bridge.cli"])
def test_importing_a_door_loads_no_learning_library(door: str) -> None:
    assert not loaded_by(f"import {door}") & LEARNING


def test_importing_the_engine_loads_nothing_of_the_outside() -> None:
    # The engine's pipe, multiprocessing.connection, loads socket.
    assert not loaded_by("import engine") & (OUTSIDE - {"socket"})


def test_the_speakers_process_loads_no_learning_library() -> None:
    assert not loaded_by("import bridge.speaker.process") & LEARNING


def test_a_worker_loads_torch_only_when_a_model_needs_it() -> None:
    loaded = loaded_by("import engine.worker; from engine import catalogue; catalogue()['tone']()")
    assert not loaded & (LEARNING | OUTSIDE - {"socket"})
