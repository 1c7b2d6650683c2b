"""A stranger who sends whatever there is to send, and a Warmtone that goes on."""

import random
from pathlib import Path

from tests.bridge.test_hostile_datagrams import offspring
from tests.session import running_warmtone

DATAGRAMS = 5_000
AT_ONCE = 50


def test_a_stranger_can_not_bring_it_down(tmp_path: Path) -> None:
    chance = random.Random(7)
    with running_warmtone(tmp_path) as warmtone, warmtone.client() as stranger, warmtone.client() as friend:
        for sent in range(DATAGRAMS):
            stranger.send(offspring(chance))
            if sent % AT_ONCE == 0:
                friend.until_quiet()
        status = friend.status()
        assert (status["lost"], status["unsent"]) == (0, 0)
        assert status["refused"] > DATAGRAMS / 2
        friend.say("/model/load", "tone")
        friend.say("/generate", "still", "seconds", 0.1, "seed", 1)
        assert friend.hear("/job/done", "still", seconds=30)["takes"] == 1
        assert friend.status()["memory"] < 200
