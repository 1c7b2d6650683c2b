"""Generated sound in the regions of a source: outside of them every sample stays as it is, bit for bit."""

import numpy as np

from engine.audio import Audio, Samples
from engine.editing.fitting import fitted
from engine.editing.regions import Region
from engine.errors import ModelError


def with_regions_from(source: Audio, generated: Samples, regions: tuple[Region, ...]) -> Audio:
    """The source, with generated samples of its shape in the regions; cross-fades lie inside of them.

    The regions are as `engine.editing.regions` gives them; levels and peaks are as `engine.editing.fitting` says.
    Raises `ModelError` where the generated samples have another shape.
    """
    if generated.shape != source.samples.shape:
        raise ModelError(
            f"{source.frames} frames in {source.channels} channels were due for the regions of the source, "
            f"{len(generated)} in {generated.shape[1]} came: generate as much as the source has."
        )
    heard = source.samples.copy()
    following = [*(region.start_frame for region in regions[1:]), source.frames]
    kept_from = 0
    for region, kept_to in zip(regions, following, strict=False):
        inside = slice(region.start_frame, region.end_frame)
        before, after = source.samples[kept_from : inside.start], source.samples[inside.stop : kept_to]
        heard[inside] = fitted(generated[inside], before, after, source.rate_hz)
        kept_from = inside.stop
    return Audio(np.ascontiguousarray(heard), source.rate_hz)
