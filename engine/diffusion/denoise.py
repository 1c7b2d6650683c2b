"""The one vocabulary between models and samplers: what takes the noise off latents that are `clean + sigma * noise`.

Latents are float32 of shape (batch, channels, columns) or (batch, channels, columns, rows): items first, time in
dim 2. A sigma is the noise's standard deviation beside clean latents whose own is about 1; a rectified flow's time, the
share of noise in its mixture, is `sigma / (1 + sigma)`.
"""

from collections.abc import Callable

from torch import Tensor

Denoise = Callable[[Tensor, float], Tensor]
"""Called with `clean + sigma * noise` and `sigma > 0`; gives the estimate of `clean`, in the same shape."""

TIME = 2
"""The dimension of time in every latent."""
