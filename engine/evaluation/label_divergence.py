"""How far the mix of labels that the judge hears in one set lies from that of another."""

import numpy as np

from engine.evaluation.judge.judge import Rows


def label_divergence(reference: Rows, generated: Rows) -> float:
    """Nepers: the Kullback-Leibler divergence of the generated sounds' mean label probabilities from the reference's.

    KL(reference, generated) of the means over the rows: 0 for the same mix, large where generated sounds lack labels.
    """
    true, made = reference.mean(axis=0), generated.mean(axis=0)
    return float((true * (np.log(true.clip(1e-12)) - np.log(made.clip(1e-12)))).sum())
