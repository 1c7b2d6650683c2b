"""Where voices would be by now, and what the roster makes of it when a device comes back."""

from dataclasses import replace

from bridge.speaker.messages import Ended, OtherRate, PlayVoice, Started
from bridge.speaker.resume import Sounding, is_over, resumed
from bridge.speaker.roster import Roster
from engine import TakeShape

TAKE = TakeShape("take", frames=48000, channels=2, rate_hz=48000)
LOOP = PlayVoice(voice=1, take=TAKE, loop=True)
ONCE = PlayVoice(voice=2, take=TAKE)


def test_a_loop_goes_on_at_the_frame_it_would_have_reached() -> None:
    play = resumed(Sounding(LOOP, since_seconds=10.0), clock_frame=12 * 48000 + 777, rate_hz=48000)
    assert (play.from_frame, play.at_frame, play.loop) == (777, 12 * 48000 + 777, True)


def test_a_voice_whose_frame_is_still_to_come_keeps_it() -> None:
    play = resumed(Sounding(ONCE, since_seconds=2.0), clock_frame=48000, rate_hz=48000)
    assert (play.from_frame, play.at_frame) == (0, 96000)


def test_a_voice_that_had_not_begun_begins_at_its_start() -> None:
    assert resumed(Sounding(ONCE), clock_frame=96000, rate_hz=48000) == ONCE


def test_only_what_sounds_once_is_over_after_its_length() -> None:
    assert is_over(Sounding(ONCE, since_seconds=1.0), clock_seconds=2.0)
    assert not is_over(Sounding(ONCE, since_seconds=1.0), clock_seconds=1.999)
    assert not is_over(Sounding(LOOP, since_seconds=1.0), clock_seconds=100.0)
    assert not is_over(Sounding(ONCE), clock_seconds=100.0)
    assert is_over(Sounding(LOOP, since_seconds=1.0, stopping=True), clock_seconds=1.0)


class TestRoster:
    def test_voices_come_back_together_with_their_last_gain(self) -> None:
        roster = Roster()
        roster.add(LOOP, 48000)
        roster.turn(1, 0.25)
        assert roster.note_start(Started(1, 48000), 48000)
        (play,) = roster.resumed(clock_frame=60000, rate_hz=48000)
        assert (play.gain, play.from_frame, play.at_frame) == (0.25, 12000, 60000)

    def test_the_bridge_hears_of_one_start_only(self) -> None:
        roster = Roster()
        roster.add(LOOP, 48000)
        assert roster.note_start(Started(1, 48000), 48000)
        assert not roster.note_start(Started(1, 99000), 48000)
        assert not roster.note_start(Started(77, 1), 48000)

    def test_what_ended_or_was_stopping_does_not_come_back(self) -> None:
        roster = Roster()
        roster.add(LOOP, 48000)
        roster.add(ONCE, 48000)
        roster.note_start(Started(2, 48000), 48000)
        roster.note_stop(1)
        assert roster.end_passed(clock_seconds=3.0) == [Ended(1), Ended(2)]
        assert roster.resumed(clock_frame=144000, rate_hz=48000) == []

    def test_a_voice_that_was_converted_comes_back_alone(self) -> None:
        roster = Roster()
        roster.add(LOOP, 48000)
        roster.add_again(ONCE, since_seconds=2.0)
        again = roster.resumed_one(2, clock_frame=108000, rate_hz=48000)
        assert again == replace(ONCE, from_frame=12000, at_frame=108000)
        assert not roster.note_start(Started(2, 108000), 48000)
        assert roster.resumed_one(2, clock_frame=144000, rate_hz=48000) is None
        assert not roster.remove(2)

    def test_a_voice_of_another_rate_is_named_with_its_beginning(self) -> None:
        roster = Roster()
        roster.add(LOOP, 48000)
        roster.note_start(Started(1, 96000), 48000)
        assert roster.end_other_rates(rate_hz=44100) == [OtherRate(1, 44100, 2.0)]
        assert roster.resumed(clock_frame=1, rate_hz=44100) == []
