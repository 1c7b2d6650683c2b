"""What a model is asked: the same words, lengths and seeds however many clips are wanted."""

from engine.evaluation.ember.asking import Asked, asked_of_rows, words_of
from engine.models.words.controls import Controls
from engine.training.codec.reading import Row


def rows(count: int) -> list[Row]:
    return [
        {"caption": f"sound {number}", "file": f"{number}.wav", "duration_s": str(number)} for number in range(count)
    ]


def test_more_clips_begin_with_the_fewer() -> None:
    few, many = (asked_of_rows("labels", "dog", rows(5), count, 6.0) for count in (4, 12))
    assert many[:4] == few
    assert len({each.seed for each in many}) == 12


def test_each_clip_comes_in_turn_before_any_comes_again() -> None:
    asked = asked_of_rows("labels", "dog", rows(5), 12, 6.0)
    assert len({each.file for each in asked[:5]}) == 5
    assert [each.file for each in asked[5:10]] == [each.file for each in asked[:5]]
    assert asked_of_rows("labels", "dog", [], 12, 6.0) == []


def test_lengths_are_those_of_the_clips_within_what_the_model_makes() -> None:
    assert {each.seconds for each in asked_of_rows("labels", "dog", rows(9), 9, 6.0)} == {0.05, 1, 2, 3, 4, 5, 6}
    bare: list[Row] = [{"caption": "a", "file": "a.wav"}]
    assert asked_of_rows("labels", "dog", bare, 1, 6.0)[0].seconds == 1.0


def test_words_are_said_as_a_persons_behind_what_is_set() -> None:
    asked = Asked(group="notes", name="n", number=0, prompt="A Piano, C4!", seconds=1.0, controls=Controls(attack=0.5))
    assert words_of(asked) == "<attack:8> a piano <note:60>"
