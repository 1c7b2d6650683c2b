"""Does a model play its training clips back?"""

import numpy as np

from engine.evaluation.judge.judge import Rows
from engine.evaluation.neighbours import nearest

PERCENTILE = 1.0


def memorised_share(generated: Rows, training: Rows, validation: Rows) -> float:
    """Share 0..1 of generated sounds nearer to a training clip than the first percentile of validation clips is.

    Near 0.01 for new sounds of the same kind, 1 for copies. All are embeddings, a row each.
    """
    limit = float(np.percentile(nearest(validation, training), PERCENTILE))
    return float((nearest(generated, training) < limit).mean())
