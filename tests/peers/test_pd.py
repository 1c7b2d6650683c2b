"""Pd asks for a sound, loads the finished take and plays it: what JACK recorded is what is in the file."""

import re
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

import numpy as np
import soundfile

from tests.peers.jack_server import JackServer, recording, running_jack, trimmed
from tests.peers.needs import need_program
from tests.session import running_warmtone

PATCH = Path(__file__).parents[2] / "max_patches" / "pd" / "generate.pd"

WATCHER = """#N canvas 0 0 450 300 12;
#X obj 10 10 r warmtone-in;
#X obj 10 40 print heard;
#X obj 10 80 netreceive -u {port};
#X obj 10 110 route prompt generate length;
#X obj 10 150 s warmtone-prompt;
#X obj 110 150 s warmtone-generate;
#X obj 210 150 s warmtone-length;
#X obj 10 200 loadbang;
#X obj 10 230 print watching;
#X connect 0 0 1 0;
#X connect 2 0 3 0;
#X connect 3 0 4 0;
#X connect 3 1 5 0;
#X connect 3 2 6 0;
#X connect 7 0 8 0;
"""


class Pd:
    """A running Pd with the patch: what it hears, and a hand on its buttons."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self._lines: Queue[str] = Queue()
        self._hand = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._to = ("127.0.0.1", port)
        Thread(target=self._read, args=(process,), daemon=True).start()

    def do(self, message: str) -> None:
        """Send the watcher a message in Pd's own form."""
        self._hand.sendto(f"{message};\n".encode(), self._to)

    def hears(self, words: str, seconds: float = 10.0) -> str:
        """The next answer that begins with these words; others before it are passed over."""
        heard: list[str] = []
        while True:
            try:
                line = self._lines.get(timeout=seconds)
            except Empty:
                raise AssertionError(f"Pd did not hear {words!r}; it heard {heard}") from None
            heard.append(line)
            if line.startswith((f"heard: list {words}", f"heard: {words}", f"{words}:")):
                return line

    def close(self) -> None:
        self._hand.close()

    def _read(self, process: "subprocess.Popen[str]") -> None:
        assert process.stderr is not None
        for line in process.stderr:
            # Pd prints a symbol with its spaces and commas escaped.
            self._lines.put(line.strip().replace("\\", ""))


@contextmanager
def running_pd(folder: Path, warmtone_port: int) -> Iterator[Pd]:
    """Pd on the JACK server of the environment, its patch connected to that port."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    watcher = folder / "watcher.pd"
    watcher.write_text(WATCHER.format(port=port))
    command = ["pd", "-nogui", "-jack", "-r", "48000", "-channels", "2", "-nomidi", "-noprefs", "-stderr"]
    command += ["-jackname", "pd", "-open", str(PATCH), "-open", str(watcher)]
    command += ["-send", f"warmtone-port {warmtone_port}"]
    process = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL, text=True)
    pd = Pd(process, port)
    try:
        pd.hears("watching")
        yield pd
    finally:
        process.terminate()
        process.wait(10)
        pd.close()
        assert process.stderr is not None
        process.stderr.close()


def test_a_prompt_sent_from_pd_is_heard_on_jack_and_equals_the_file(tmp_path: Path) -> None:
    need_program("pd", "puredata-core")
    with running_jack() as server, running_warmtone(tmp_path) as warmtone, running_pd(tmp_path, warmtone.port) as pd:
        file, recorded = _ask_and_record(server, pd)
    expected = soundfile.read(file, dtype="float32", always_2d=True)[0]
    assert len(expected) == 48000
    np.testing.assert_array_equal(recorded, trimmed(np.repeat(expected, 2, axis=1)))


def _ask_and_record(server: JackServer, pd: Pd) -> tuple[str, np.ndarray]:
    with recording(server) as recorder:
        recorder.wait_for_source()
        pd.do("prompt a long 330 tone")
        pd.do("generate bang")
        pd.hears("job queued pd ahead 0")
        pd.hears("job started pd model tone")
        pd.hears("job progress pd done")
        take = pd.hears("job take pd take 1")
        pd.hears("job done pd takes 1")
        recorder.wait_for_sound()
        recorder.wait_for_silence(24_000)
        path = re.search(r"path (\S+)", take)
        assert path is not None
        return path.group(1), trimmed(recorder.heard)


def test_pd_sees_why_a_prompt_was_refused(tmp_path: Path) -> None:
    need_program("pd", "puredata-core")
    with running_jack(), running_warmtone(tmp_path) as warmtone, running_pd(tmp_path, warmtone.port) as pd:
        pd.do("length 900")
        pd.do("generate bang")
        pd.hears("error pd range seconds is 0.02 to 600 s")
