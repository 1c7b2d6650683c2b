"""liblo's own programs drive a whole job: oscsend asks, from another port at every call, and oscdump hears."""

import re
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import pytest
import soundfile

from tests.peers.needs import need_program
from tests.session import HOST, ROOT, Warmtone, message

PACKAGE = "liblo-tools"


class Dump:
    """A running oscdump: the messages that it prints, in their order."""

    def __init__(self, port: int, process: "subprocess.Popen[str]") -> None:
        self.port = port
        self._lines: Queue[str] = Queue()
        self._reader = Thread(target=self._read, args=(process,), daemon=True)
        self._reader.start()

    def hears(self, words: str, seconds: float = 10.0) -> str:
        """The next message that begins with these words, without its time; others before it are passed over."""
        heard: list[str] = []
        while True:
            try:
                heard.append(self._lines.get(timeout=seconds))
            except Empty:
                raise AssertionError(f"oscdump did not hear {words!r}; it heard {heard}") from None
            if heard[-1].startswith(words):
                return heard[-1]

    def wait_until_it_listens(self) -> None:
        """Send it something until it has heard that."""
        deadline = time.monotonic() + 10
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as voice:
            while self._lines.empty():
                assert time.monotonic() < deadline, "oscdump does not listen"
                voice.sendto(message("/are/you/there"), (HOST, self.port))
                time.sleep(0.01)

    def close(self) -> None:
        self._reader.join(5)

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stdout is not None
        for line in process.stdout:
            # "e9a1d2f3.1a2b3c4d /pong i 17": the time, the address, the types and the values.
            self._lines.put(re.sub(r"^\S+ ", "", line.strip()))


@contextmanager
def running_oscdump() -> Iterator[Dump]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    process = subprocess.Popen(["stdbuf", "-oL", "oscdump", str(port)], stdout=subprocess.PIPE, text=True)
    dump = Dump(port, process)
    try:
        dump.wait_until_it_listens()
        yield dump
    finally:
        process.terminate()
        process.wait(5)
        dump.close()
        assert process.stdout is not None
        process.stdout.close()


@pytest.fixture
def dump() -> Iterator[Dump]:
    for program in ("oscsend", "oscdump"):
        need_program(program, PACKAGE)
    with running_oscdump() as dump:
        yield dump


def oscsend(warmtone: Warmtone, dump: Dump, address: str, types: str = "", *values: object) -> None:
    """Ask, and have the answer sent to oscdump."""
    arguments = [*map(str, values), "reply", str(dump.port)]
    subprocess.run(["oscsend", HOST, str(warmtone.port), address, f"{types}si", *arguments], check=True)


def oscsend_words(warmtone: Warmtone, dump: Dump, types: str, *values: object) -> None:
    """As above for /generate, whose text has to come last."""
    arguments = ["kick", "reply", str(dump.port), *map(str, values)]
    subprocess.run(["oscsend", HOST, str(warmtone.port), "/generate", f"ssi{types}", *arguments], check=True)


def test_a_whole_job(warmtone: Warmtone, dump: Dump) -> None:
    oscsend_words(warmtone, dump, "sfsissfs", "seconds", 0.5, "seed", 7, "prompt", "a", 440.0, "tone")
    assert dump.hears("/job/queued") == '/job/queued ssi "kick" "ahead" 0'
    assert dump.hears("/job/started") == '/job/started ssssi "kick" "model" "tone" "seed" 7'
    dump.hears('/job/progress ssisisf "kick" "done"')
    take = dump.hears('/job/take ssisisfss "kick" "take"')
    dump.hears('/job/done ssisf "kick" "takes" 1')
    found = re.search(r'"take" (\d+) .* "path" "(.+)"', take)
    assert found is not None
    number, path = found.groups()
    assert path.endswith("-a-440-tone.wav")
    assert soundfile.info(path).frames == 24_000
    oscsend(warmtone, dump, "/take/play", "i", number)
    dump.hears(f"/take/playing i {number}")
    dump.hears(f"/take/ended i {number}")


def test_the_line_in_the_readme(warmtone: Warmtone, dump: Dump) -> None:
    found = re.search(r"^oscsend localhost 7700 (.+)$", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE)
    assert found is not None
    line = found.group(1).replace("9000", str(dump.port))
    subprocess.run(["oscsend", HOST, str(warmtone.port), *line.split()], check=True)
    dump.hears('/job/take ssisisfss "kick" "take"')


def test_a_job_is_cancelled_from_another_port(warmtone: Warmtone, dump: Dump) -> None:
    oscsend_words(warmtone, dump, "sfsi", "seconds", 60, "count", 64)
    dump.hears('/job/progress ssisisf "kick"')
    oscsend(warmtone, dump, "/cancel", "s", "kick")
    assert dump.hears("/job/cancelled") == '/job/cancelled s "kick"'


def test_a_mistake_is_answered_with_what_was_expected(warmtone: Warmtone, dump: Dump) -> None:
    oscsend_words(warmtone, dump, "sf", "secs", 2)
    assert dump.hears("/error").startswith(
        '/error sss "kick" "key" "/generate has no key secs (seconds?); it has seconds, seed,'
    )


@pytest.mark.parametrize(("types", "value"), [("c", "x"), ("S", "symbol")])
def test_types_that_are_not_read_are_refused(warmtone: Warmtone, dump: Dump, types: str, value: str) -> None:
    before = refused(warmtone)
    subprocess.run(["oscsend", HOST, str(warmtone.port), "/ping", types, value], check=True)
    with warmtone.client() as client:
        client.wait_until("refused", before + 1)


def refused(warmtone: Warmtone) -> int:
    with warmtone.client() as client:
        return int(client.status()["refused"])


def test_a_double_and_a_long_are_taken(warmtone: Warmtone, dump: Dump, tmp_path: Path) -> None:
    oscsend_words(warmtone, dump, "sdshsF", "seconds", 0.1, "seed", 7, "play")
    dump.hears("/job/started ssssi")
    dump.hears("/job/done")
