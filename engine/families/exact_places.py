"""A transformer that turns by the places of columns in float32, whatever its other weights are.

A rotary embedding's angles are places times frequencies: in bfloat16 the hundredth column's would be rounded to half a
radian, and places beyond the 256th to each other.
"""

from typing import Any


def with_exact_places(transformer: Any) -> Any:
    """The same transformer; its frequencies are counted out again, as it counts them."""
    rotary = transformer.rotary_pos_emb
    exact = type(rotary)(2 * len(rotary.inv_freq))
    transformer.rotary_pos_emb = exact.to(rotary.inv_freq.device)
    return transformer
