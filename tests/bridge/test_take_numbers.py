from bridge.take_numbers import TakeNumbers


def test_numbers_go_on_from_the_first_that_is_free() -> None:
    numbers = TakeNumbers()
    assert numbers.draw() == 1
    numbers.begin_at(40)
    assert [numbers.draw(), numbers.draw()] == [40, 41]
