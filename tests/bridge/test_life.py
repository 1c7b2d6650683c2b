"""How a Warmtone ends, by its own will or not: no sound, no process and no shared memory of it is left after 2 s."""

import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from bridge.bench.processes import family_of, processes_are_told, remains, shared_memory_of
from tests.bridge.with_odd_models import MODULES
from tests.session import END_SECONDS, ROOT, Client, Warmtone, running_warmtone

pytestmark = pytest.mark.skipif(not processes_are_told(), reason="this system does not tell of processes in /proc")
ODD = "tests.bridge.with_odd_models"
SIGNALS = ["SIGINT", "SIGTERM", "SIGHUP"]


def busy(client: Client) -> None:
    """A job at work that plays, two that wait, and a loop that sounds."""
    client.say("/generate", "made", "seconds", 1)
    client.hear("/job/take", "made")
    client.say("/take/play", 1, "loop", 1)
    client.hear("/take/playing", 1)
    for name in range(3):
        client.say("/generate", name, "model", "odd", "seconds", 60, "play", 1, "prompt", "slow")
    client.hear("/take/playing")
    assert client.status()["voices"] == 2


@pytest.mark.parametrize("name", SIGNALS)
def test_asked_to_end_while_idle(tmp_path: Path, name: str) -> None:
    with running_warmtone(tmp_path) as warmtone:
        assert warmtone.end(getattr(signal, name)) == 0


@pytest.mark.parametrize("name", SIGNALS)
def test_asked_to_end_while_a_job_runs_and_takes_sound(tmp_path: Path, name: str) -> None:
    with running_warmtone(tmp_path, ODD) as warmtone, warmtone.client() as client:
        busy(client)
        # The speaker's figures, the loop and the take that is being made.
        client.wait_for(lambda _: len(warmtone.held()[1]) == 3, "three memories")
        assert warmtone.end(getattr(signal, name)) == 0
        endings = [client.hear("/job/failed").values[:2] for _ in range(3)]
        assert endings == [(0, "closing"), (1, "closing"), (2, "closing")]


def test_killed_while_a_job_runs_and_takes_sound(tmp_path: Path) -> None:
    with running_warmtone(tmp_path, ODD) as warmtone, warmtone.client() as client:
        busy(client)
        family, shared_memory = warmtone.held()
        warmtone.process.kill()
        warmtone.process.wait()
        assert remains(family, shared_memory, END_SECONDS) == []
    with running_warmtone(tmp_path) as warmtone, warmtone.client() as client:
        client.say("/take/info", 1)
        client.hear("/take/info", 1)


def test_a_take_that_is_being_written_is_finished_first(tmp_path: Path) -> None:
    with running_warmtone(tmp_path) as warmtone, warmtone.client() as client:
        client.say("/generate", "long", "seconds", 60)
        deadline = time.monotonic() + 20
        while not any(warmtone.session.glob("takes/*")):
            assert time.monotonic() < deadline, "no take was begun to be written within 20 s"
            time.sleep(0.001)
        assert warmtone.end() == 0
        client.hear("/job/take", "long")
    assert len(list(warmtone.session.glob("takes/*.wav"))) == 1
    assert not list(warmtone.session.glob("takes/*.part"))


def test_asked_to_end_while_it_starts(tmp_path: Path) -> None:
    warmtone = Warmtone(tmp_path, "bridge", {"model": "tone"})
    assert warmtone.end() == 0


def test_asked_to_end_until_it_has_ended(tmp_path: Path) -> None:
    with running_warmtone(tmp_path) as warmtone:
        warmtone.process.send_signal(signal.SIGINT)
        deadline = time.monotonic() + END_SECONDS
        while warmtone.process.poll() is None:
            assert time.monotonic() < deadline
            warmtone.process.send_signal(signal.SIGTERM)
            time.sleep(0.0005)
        assert warmtone.process.returncode == 0


def test_a_terminal_that_is_closed(tmp_path: Path) -> None:
    process_id, terminal = pty.fork()
    if process_id == 0:
        os.chdir(ROOT)
        flags = ["--port", "0", "--session", str(tmp_path), "--model", "tone", "--device", "silent"]
        os.execv(sys.executable, [sys.executable, "-m", "bridge", *flags])
    said = b""
    while b"ready" not in said or b"sound card" not in said:
        said += os.read(terminal, 1024)
    family = family_of(process_id)
    shared_memory = shared_memory_of(family)
    assert shared_memory
    os.close(terminal)
    assert remains(family - {process_id}, shared_memory, END_SECONDS) == []
    assert os.waitpid(process_id, 0)[1] == 0


def test_started_to_outlive_its_terminal_it_does(tmp_path: Path) -> None:
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        with running_warmtone(tmp_path) as warmtone, warmtone.client() as client:
            warmtone.process.send_signal(signal.SIGHUP)
            client.status()
            client.status()
    finally:
        signal.signal(signal.SIGHUP, before)


def test_a_second_start_on_the_same_port_says_so_in_one_sentence(tmp_path: Path) -> None:
    with running_warmtone(tmp_path) as warmtone:
        second = started("--port", str(warmtone.port), "--session", str(tmp_path / "other"))
        assert second.returncode == 1
        assert second.stderr == (
            f"warmtone: Port {warmtone.port} is taken: Warmtone may be running already. "
            "Stop it, or choose another with --port.\n"
        )
        assert second.stdout == ""


def test_a_second_start_on_the_same_session_says_so_in_one_sentence(tmp_path: Path) -> None:
    with running_warmtone(tmp_path) as warmtone:
        second = started("--port", "0", "--session", str(warmtone.session))
        assert second.returncode == 1
        assert "another Warmtone" in second.stderr
        assert second.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("flags", "says"),
    [
        (("--model", "none"), "warmtone: There is no model called none; there are ember, vae, tone.\n"),
        (("--host", "192.0.2.1"), "warmtone: 192.0.2.1:0 can't be listened on: "),
        (("--session", "/proc/nobody/writes/here"), "can't be used as a session folder"),
    ],
)
def test_what_it_can_not_start_with_is_said_in_one_sentence(tmp_path: Path, flags: tuple[str, str], says: str) -> None:
    process = started("--port", "0", "--session", str(tmp_path), *flags)
    assert process.returncode == 1
    assert says in process.stderr
    assert process.stderr.count("\n") == 1


def started(*flags: str) -> "subprocess.CompletedProcess[str]":
    """A Warmtone that ends by itself."""
    command = [sys.executable, "-m", "bridge", "--device", "silent", "--model", "tone", *flags]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=20, check=False)


def test_torch_is_never_in_the_bridge(tmp_path: Path) -> None:
    with running_warmtone(tmp_path, ODD) as warmtone, warmtone.client() as client:
        client.say("/generate", "a", "seconds", 0.1, "play", 1)
        client.hear("/job/done", "a")
        client.hear("/take/ended")
        client.say("/vary", "b", "take", 1)
        client.hear("/job/done", "b")
    modules = (tmp_path / MODULES).read_text().split("\n")
    assert "bridge.app" in modules
    assert [name for name in modules if name.partition(".")[0] in ("torch", "diffusers", "transformers")] == []


def test_a_worker_that_is_killed_comes_back(tmp_path: Path) -> None:
    with running_warmtone(tmp_path, ODD) as warmtone, warmtone.client() as client:
        client.say("/generate", "dies", "model", "odd", "seconds", 60, "prompt", "slow")
        client.say("/generate", "waits", "seconds", 0.1)
        client.hear("/job/progress", "dies")
        os.kill(worker_of(warmtone), signal.SIGKILL)
        assert "made once more" in client.hear("/job/note", "dies")["says"]
        client.hear("/job/progress", "dies")
        os.kill(worker_of(warmtone), signal.SIGKILL)
        client.hear("/job/failed", "dies", "worker")
        client.hear("/job/done", "waits")


def worker_of(warmtone: Warmtone) -> int:
    """The process that runs nice."""
    return max(family_of(warmtone.process.pid), key=lambda number: os.getpriority(os.PRIO_PROCESS, number))
