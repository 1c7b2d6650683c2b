"""A real Pd without its window, one of our patches in it, and a second one that watches and moves the first."""

import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty, Queue
from threading import Thread

PATCHES = Path(__file__).parents[2] / "max_patches" / "pd"

WATCHER = """#N canvas 0 0 450 300 12;
#X obj 10 10 r {answers};
#X obj 10 40 print heard;
#X obj 10 80 netreceive -u {port};
#X obj 10 110 t a a;
#X obj 10 150 list split 1;
#X obj 10 190 list trim;
#X obj 110 150 list split 1;
#X obj 10 230 send;
#X obj 200 200 loadbang;
#X obj 200 230 print watching;
#X connect 0 0 1 0;
#X connect 2 0 3 0;
#X connect 3 1 6 0;
#X connect 6 0 7 1;
#X connect 3 0 4 0;
#X connect 4 1 5 0;
#X connect 5 0 7 0;
#X connect 8 0 9 0;
"""
"""Prints what the patch hears, and passes on what it is sent: the first word says to whom."""


class Pd:
    """A running Pd with a patch: what it hears, and a hand on its buttons."""

    def __init__(self, process: "subprocess.Popen[str]", port: int) -> None:
        self._lines: Queue[str] = Queue()
        self._hand = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        self._to = ("127.0.0.1", port)
        Thread(target=self._read, args=(process,), daemon=True).start()

    def do(self, message: str) -> None:
        """A message in Pd's own form, to whom its first word says: `warmtone-length 2`."""
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
def running_pd(folder: Path, warmtone_port: int, patch: str, answers: str) -> Iterator[Pd]:
    """Pd on the JACK server of the environment, a patch connected to that port; its answers come under that name."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    watcher = folder / "watcher.pd"
    watcher.write_text(WATCHER.format(port=port, answers=answers))
    command = ["pd", "-nogui", "-jack", "-r", "48000", "-channels", "2", "-nomidi", "-noprefs", "-stderr"]
    command += ["-jackname", "pd", "-open", str(PATCHES / patch), "-open", str(watcher)]
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
