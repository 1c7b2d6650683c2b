"""How much the sounds of one prompt, or of one label, differ from each other."""

from collections.abc import Sequence

import numpy as np

from engine.evaluation.judge.judge import Rows
from engine.evaluation.neighbours import distances


def diversity(rows: Rows) -> float:
    """The mean Euclidean distance between two different embeddings of the set; NaN for fewer than two."""
    count = len(rows)
    return float(distances(rows, rows)[np.triu_indices(count, 1)].mean()) if count > 1 else float("nan")


def diversity_within(rows: Rows, prompts: Sequence[str]) -> float:
    """The mean diversity of the rows of each prompt that has two or more; NaN where none has. A prompt for each row."""
    groups = [rows[[other == prompt for other in prompts]] for prompt in dict.fromkeys(prompts)]
    found = [diversity(group) for group in groups if len(group) > 1]
    return float(np.mean(found)) if found else float("nan")
