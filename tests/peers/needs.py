"""What tests with real peers need from the system.

A test without its peer skips and says why. With WARMTONE_PEERS=required in the environment it fails instead.
"""

import ctypes.util
import os
import shutil

import pytest


def need_program(program: str, package: str) -> None:
    """Skip or fail the test that calls this, unless the program can be run."""
    if shutil.which(program) is None:
        _lacks(f"{program} is missing: apt install {package}")


def need_portaudio() -> None:
    """Skip or fail the test that calls this, unless the PortAudio library is there."""
    if ctypes.util.find_library("portaudio") is None:
        _lacks("The PortAudio library is missing: apt install libportaudio2")


def _lacks(reason: str) -> None:
    if os.environ.get("WARMTONE_PEERS") == "required":
        pytest.fail(reason)
    pytest.skip(reason)
