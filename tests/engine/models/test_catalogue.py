"""The models that come with Warmtone."""

import pickle

from engine import DEFAULT_MODEL, catalogue


def test_the_default_is_in_the_catalogue_and_so_is_the_tone() -> None:
    assert {DEFAULT_MODEL, "tone"} <= set(catalogue())


def test_every_loader_can_be_sent_to_the_worker() -> None:
    loaders = catalogue()
    assert pickle.loads(pickle.dumps(loaders)) == loaders
