"""Pd asks for a sound, loads the finished take and plays it: what JACK recorded is what is in the file."""

import re
from pathlib import Path

import numpy as np
import soundfile

from tests.peers.jack_server import JackServer, recording, running_jack, trimmed
from tests.peers.needs import need_program
from tests.peers.pd import Pd, running_pd
from tests.session import running_warmtone

PATCH, ANSWERS = "generate.pd", "warmtone-in"


def test_a_prompt_sent_from_pd_is_heard_on_jack_and_equals_the_file(tmp_path: Path) -> None:
    need_program("pd", "puredata-core")
    with (
        running_jack() as server,
        running_warmtone(tmp_path) as warmtone,
        running_pd(tmp_path, warmtone.port, PATCH, ANSWERS) as pd,
    ):
        file, recorded = _ask_and_record(server, pd)
    expected = soundfile.read(file, dtype="float32", always_2d=True)[0]
    assert len(expected) == 48000
    np.testing.assert_array_equal(recorded, trimmed(np.repeat(expected, 2, axis=1)))


def _ask_and_record(server: JackServer, pd: Pd) -> tuple[str, np.ndarray]:
    with recording(server) as recorder:
        recorder.wait_for_source()
        pd.do("warmtone-prompt list a long 330 tone")
        pd.do("warmtone-generate bang")
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
    with (
        running_jack(),
        running_warmtone(tmp_path) as warmtone,
        running_pd(tmp_path, warmtone.port, PATCH, ANSWERS) as pd,
    ):
        pd.do("warmtone-length 900")
        pd.do("warmtone-generate bang")
        pd.hears("error pd range seconds is 0.02 to 600 s")
