"""More jobs than anybody waits for, over OSC: a clear refusal, whatever is asked, and room again later."""

from pathlib import Path

from bridge.jobs.book import MOST_JOBS
from tests.session import Client, running_warmtone

BATCH = 50
FULL = f"{MOST_JOBS} jobs are under way; wait for some to end, or cancel some."


def test_a_full_queue_refuses_every_kind_of_job_and_takes_more_when_there_is_room(tmp_path: Path) -> None:
    with running_warmtone(tmp_path, "tests.bridge.with_odd_models") as warmtone, warmtone.client() as client:
        client.say("/generate", "source", "seconds", 0.1)
        client.hear("/job/done", "source")
        before = warmtone.held()[1]
        fill(client)
        for refused in (("/generate", "late"), ("/vary", "late", "take", 1), ("/take/import", "late", "path", "x.wav")):
            client.say(*refused)
            assert client.hear("/error", "late").values == ("late", "busy", FULL)
        assert client.status()["waiting"] == MOST_JOBS - 1
        assert len(warmtone.held()[1]) <= len(before) + 2, "what waits takes no shared memory"
        client.say("/cancel", 7)
        client.hear("/job/cancelled", 7)
        client.say("/generate", "late", "seconds", 0.1)
        client.hear("/job/queued", "late")
        client.say("/cancel")
        for _ in range(MOST_JOBS):
            client.hear("/job/cancelled")
        assert client.status()["waiting"] == 0


def test_many_variations_of_one_take_share_its_memory(tmp_path: Path) -> None:
    with running_warmtone(tmp_path, "tests.bridge.with_odd_models") as warmtone, warmtone.client() as client:
        client.say("/generate", "source", "seconds", 1.0)
        take = client.hear("/job/take", "source")["take"]
        client.hear("/job/done", "source")
        before = warmtone.held()[1]
        client.say("/generate", "first", "model", "odd", "seconds", 60.0, "prompt", "slow")
        for number in range(BATCH):
            client.say("/vary", number, "take", take)
            client.hear("/job/queued", number)
        # They are accepted before the take is read, so the first ones may still be reading it.
        client.wait_until("waiting", BATCH)
        client.wait_for(lambda _: len(warmtone.held()[1]) <= len(before) + 2, "one memory for all")
        client.say("/cancel", "first")
        for number in range(BATCH):
            client.hear("/job/done", number)
        client.wait_until("running", 0)
        warmtone.let_go_of_all_but(before)


def fill(client: Client) -> None:
    """A long job, and others behind it; in batches, that no buffer runs over."""
    for first in range(0, MOST_JOBS, BATCH):
        for number in range(first, first + BATCH):
            client.say("/generate", number, "model", "odd", "seconds", 60.0, "prompt", "slow")
        client.hear("/job/queued", first + BATCH - 1)
