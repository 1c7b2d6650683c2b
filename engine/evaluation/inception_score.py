"""Inception score over the judge's labels: is each sound clear, and are all together various (Salimans, 2016)?"""

import numpy as np

from engine.evaluation.judge.judge import Rows


def inception_score(chances: Rows) -> float:
    """exp of the mean Kullback-Leibler divergence of each row of label probabilities from the mean row.

    1 where all rows are alike, the number of labels where every row is sure and all labels are equally frequent.
    """
    ratios = np.log(chances.clip(1e-12)) - np.log(chances.mean(axis=0).clip(1e-12))
    return float(np.exp((chances * ratios).sum(axis=1).mean()))
