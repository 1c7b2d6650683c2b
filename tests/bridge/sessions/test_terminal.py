"""What the person at the terminal reads: one line for each job that has ended, and for each thing that went wrong."""

import time

from bridge.sparing_log import LINES_A_SECOND
from tests.session import Client, Warmtone


def lines(warmtone: Warmtone, words: str) -> list[str]:
    return [line for line in warmtone.said.splitlines() if words in line]


def test_the_start_says_where_it_listens_what_it_plays_on_and_what_it_makes_with(warmtone: Warmtone) -> None:
    assert lines(warmtone, f"OSC on 127.0.0.1:{warmtone.port}, session {warmtone.session}")
    assert lines(warmtone, "sound card silent, 48000 Hz, 2 channels, blocks of 256 frames")
    assert lines(warmtone, "model tone ready on cpu")


def test_a_job_is_one_line(warmtone: Warmtone, client: Client) -> None:
    client.say("/generate", "line", "seconds", 0.5, "count", 2, "prompt", "bell", "440")
    client.hear("/job/done", "line")
    client.until_quiet()
    (line,) = lines(warmtone, "line (bell 440)")
    assert "done, 2 takes in 0." in line


def test_a_refusal_is_one_line_with_the_one_who_asked(warmtone: Warmtone, client: Client) -> None:
    client.say("/hello", client.port, "somebody")
    client.hear("/hello")
    client.ask("/genrate", "x")
    (line,) = lines(warmtone, "somebody  refused (address): There is no address /genrate; there are /generate")
    assert "\x1b" not in line


def test_a_flood_of_refusals_is_no_flood_of_lines(warmtone: Warmtone, client: Client) -> None:
    began = time.monotonic()
    for _ in range(300):
        client.ask("/flood")
    seconds = 2 + time.monotonic() - began
    assert 0 < len(lines(warmtone, "no address /flood")) <= LINES_A_SECOND * seconds
    assert lines(warmtone, "more refusals than 10 in a second are not shown")
