"""Disks that are full, read-only or gone while Warmtone runs: real ones, in memory and a few MB large."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from tests.session import ROOT, Client, Warmtone, running_warmtone

DISK_BYTES = 4 << 20
TAKES = "session/takes"


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of 4 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount("-t", "tmpfs", "-o", f"size={DISK_BYTES}", "tmpfs", str(folder))
    yield folder
    for place in (tmp_path / TAKES, folder):
        subprocess.run(["umount", "--lazy", str(place)], check=place == folder, capture_output=True)


def mount(*words: str) -> None:
    done = subprocess.run(["mount", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, (
        f"{done.stderr.strip()} This test mounts small disks: run it as root, "
        "or with `unshare --map-root-user --mount` before its command."
    )


def fill(disk: Path) -> Path:
    """A file that leaves no byte free."""
    filler = disk / "filler"
    with filler.open("wb", buffering=0) as file:
        while room_on(disk):
            file.write(bytes(4096))
    return filler


def room_on(disk: Path) -> int:
    system = os.statvfs(disk)
    return system.f_bavail * system.f_frsize


def made(client: Client, job: str, seconds: float = 0.5) -> Path:
    client.say("/generate", job, "seconds", seconds, "prompt", "220")
    take = client.hear("/job/take", job)
    client.hear("/job/done", job)
    return Path(take["path"])


def refused(client: Client, job: str, seconds: float = 0.5) -> str:
    client.say("/generate", job, "seconds", seconds, "prompt", "220")
    return str(client.hear("/job/failed", job, seconds=20).values[2])


def whole(path: Path, seconds: float = 0.5) -> bool:
    samples, rate_hz = soundfile.read(path)
    return len(samples) == seconds * rate_hz and bool(np.abs(samples).max() > 0.1)


def listed(client: Client) -> int:
    client.say("/take/list")
    return int(client.hear("/take/list").values[0])


def takes_in(warmtone: Warmtone) -> list[Path]:
    return list((warmtone.session / "takes").iterdir())


def test_a_full_disk_fails_the_job_and_work_goes_on_when_there_is_space(tmp_path: Path, disk: Path) -> None:
    with running_warmtone(tmp_path, session=str(disk / "session")) as warmtone, warmtone.client() as client:
        warmtone.session = disk / "session"
        first = made(client, "before")
        filler = fill(disk)
        assert "disk" in refused(client, "full")
        client.say("/take/star", 1)
        client.until_quiet()
        assert whole(first)
        assert takes_in(warmtone) == [first]
        assert listed(client) == 1
        filler.unlink()
        assert whole(made(client, "after"))
        assert listed(client) == len(takes_in(warmtone)) == 2


def test_a_disk_that_fills_up_holds_only_whole_takes(tmp_path: Path, disk: Path) -> None:
    with running_warmtone(tmp_path, session=str(disk / "session")) as warmtone, warmtone.client() as client:
        warmtone.session = disk / "session"
        (disk / "reserve").write_bytes(bytes(DISK_BYTES // 8))
        client.say("/generate", "many", "seconds", 0.5, "count", 64, "prompt", "220")
        assert "disk" in client.hear("/job/failed", "many", seconds=20).values[2]
        announced = {Path(heard["path"]) for heard in client.heard if heard.address == "/job/take"}
        assert announced == set(takes_in(warmtone))
        assert listed(client) == len(announced) > 5
        assert all(whole(path) for path in announced)
        for take in range(1, len(announced) + 1):
            client.say("/take/delete", take)
        client.until_quiet()
        assert listed(client) == len(takes_in(warmtone))
        (disk / "reserve").unlink()
        assert whole(made(client, "after"))
        assert listed(client) == len(takes_in(warmtone))


def test_takes_that_become_read_only_are_kept_and_the_next_is_written_when_they_are_not(
    tmp_path: Path, disk: Path
) -> None:
    (tmp_path / TAKES).mkdir(parents=True)
    mount("--bind", str(disk), str(tmp_path / TAKES))
    with running_warmtone(tmp_path) as warmtone, warmtone.client() as client:
        first = made(client, "before")
        mount("-o", "remount,ro", str(disk))
        assert "read-only" in refused(client, "locked")
        client.say("/take/star", 1)
        assert "read-only" in client.hear("/error", "/take/star").values[2]
        assert whole(first)
        mount("-o", "remount,rw", str(disk))
        assert whole(made(client, "after"))
        assert listed(client) == len(takes_in(warmtone)) == 2


def test_a_session_on_a_read_only_disk_is_refused_in_a_sentence(disk: Path) -> None:
    mount("-o", "remount,ro", str(disk))
    command = [sys.executable, "-m", "bridge", "--port", "0", "--model", "tone", "--device", "silent"]
    done = subprocess.run(
        [*command, "--session", str(disk / "session")],
        capture_output=True,
        text=True,
        cwd=ROOT,
        timeout=20,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("warmtone: ")
    assert "the disk is read-only. Choose a session folder that can be written to." in done.stderr


def test_a_session_deleted_while_warmtone_runs_is_told_once_and_begun_anew(tmp_path: Path) -> None:
    with running_warmtone(tmp_path) as warmtone, warmtone.client() as client:
        made(client, "before")
        shutil.rmtree(warmtone.session)
        assert "is gone" in refused(client, "gone")
        assert whole(made(client, "after"))
        assert listed(client) == len(takes_in(warmtone)) == 1


def test_a_session_that_is_moved_away_and_back_keeps_its_takes(tmp_path: Path) -> None:
    with running_warmtone(tmp_path) as warmtone, warmtone.client() as client:
        first = made(client, "before")
        os.rename(warmtone.session, tmp_path / "elsewhere")
        assert "is gone" in refused(client, "gone")
        os.rename(tmp_path / "elsewhere", warmtone.session)
        assert listed(client) == 1
        assert whole(first)
        second = made(client, "after")
        assert sorted(takes_in(warmtone)) == sorted([first, second])
