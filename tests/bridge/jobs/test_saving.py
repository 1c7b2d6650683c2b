"""From a take in memory to its file: what stays keeps all bits of its source, as long as that is there."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from bridge.jobs import OpenJob
from bridge.jobs.book import TakeInMaking
from bridge.jobs.saving import BATCH_ROUNDING, Saved, save_take
from bridge.resident import ResidentTake, resident
from bridge.takes import Session, open_session
from bridge.vocabulary.requests import Inpaint
from engine import Audio, BatchPlace
from tests.bridge.jobs.test_recipes import CARD, GENERATE

RATE_HZ = 8_000
SOURCE = np.random.default_rng(1).uniform(-0.5, 0.5, (RATE_HZ, 2))


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    session = open_session(tmp_path / "jam")
    yield session
    session.close()


def saved(session: Session, sample_format: str, deleted: bool) -> Saved:
    """An edit of the region from 0.25 to 0.5 s whose samples are all new, of a source in that format."""
    path = session.folder / "source.wav"
    soundfile.write(path, SOURCE, RATE_HZ, subtype=sample_format)
    source = session.import_file(path, number=1)
    heard, made = resident(session.read(1)), resident(Audio(np.full((RATE_HZ, 2), 0.25, np.float32), RATE_HZ))
    made.samples[:2_000] = heard.samples[:2_000]
    made.samples[4_000:] = heard.samples[4_000:]
    job = OpenJob(1, ("127.0.0.1", 9000), "edit", plays=False, card=CARD, sources=[(source, ResidentTake(heard))])
    job.request = Inpaint("edit", take=1, region=((0.25, 0.5),))
    growing = TakeInMaking(2, 7, ResidentTake(made))
    try:
        if deleted:
            session.delete(1)
        return save_take(session, job, growing)
    finally:
        job.sources[0][1].release()
        growing.resident.release()


@pytest.mark.parametrize(("sample_format", "kind"), [("PCM_32", "int32"), ("DOUBLE", "float64")])
def test_what_stays_has_all_bits_of_a_wide_source(session: Session, sample_format: str, kind: str) -> None:
    take = saved(session, sample_format, deleted=False)
    assert take.note == ""
    assert take.take.sample_format == sample_format
    after = soundfile.read(take.path, dtype=kind)[0]
    before = soundfile.read(session.path(1), dtype=kind)[0]
    for kept in (slice(0, 2_000), slice(4_000, RATE_HZ)):
        np.testing.assert_array_equal(after[kept], before[kept])
    assert np.ptp(after[2_000:4_000]) == 0


@pytest.mark.parametrize(("sample_format", "says"), [("DOUBLE", "Take 1 is gone by now: what stays"), ("PCM_24", "")])
def test_without_its_source_24_bits_stay_and_that_is_said(session: Session, sample_format: str, says: str) -> None:
    take = saved(session, sample_format, deleted=True)
    assert take.note.startswith(says)
    assert bool(take.note) == bool(says)
    after = soundfile.read(take.path)[0]
    np.testing.assert_allclose(after[:2_000], SOURCE[:2_000], atol=2**-23)


@pytest.mark.parametrize(
    ("apart", "takes", "says"),
    [
        (0.0, 4, "Take 2 equals take 1, bit for bit."),
        (BATCH_ROUNDING / 2, 4, "Take 2 equals take 1 up to a batch's rounding (0.000020)."),
        (BATCH_ROUNDING * 2, 4, "Take 2 is not equal to take 1."),
        (BATCH_ROUNDING / 2, 1, "Take 2 is not equal to take 1."),
    ],
)
def test_a_recall_says_whether_a_take_of_a_batch_came_out_equal(
    session: Session, apart: float, takes: int, says: str
) -> None:
    sound, place = SOURCE.astype(np.float32), BatchPlace(1, takes)
    job = OpenJob(1, ("127.0.0.1", 9000), "again", plays=False, card=CARD, request=GENERATE)
    first = TakeInMaking(1, 8, ResidentTake(resident(Audio(sound, RATE_HZ))), place)
    again = TakeInMaking(2, 8, ResidentTake(resident(Audio(sound + np.float32(apart), RATE_HZ))))
    try:
        job.recalled = save_take(session, job, first).take
        assert job.recalled.recipe is not None
        assert (job.recalled.recipe.batch_place, job.recalled.recipe.batch_takes) == (1, takes)
        assert save_take(session, job, again).note == says
    finally:
        first.resident.release()
        again.resident.release()
