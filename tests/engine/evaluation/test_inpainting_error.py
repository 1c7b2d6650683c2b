"""The order of the ways to inpaint, measured once for one source and for many."""

from engine.evaluation.inpainting_error import inpainting_errors


def test_a_network_with_masks_errs_least_and_replacement_most() -> None:
    errors = inpainting_errors()
    assert errors.masked.one_source < errors.repainted.one_source < errors.replaced.one_source
    assert errors.masked.mean < 0.01 < errors.repainted.mean < 0.06 < errors.replaced.mean
