"""What this machine offers to models. Imports torch, so it is asked in a process that may: `warmtone doctor`."""

import os
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Machine:
    """torch's version, the cores that may be used, whether bfloat16 is fast here, and the GPU's name, if any."""

    torch: str
    cores: int
    fast_bfloat16: bool
    gpu: str | None


def look_at_machine() -> Machine:
    """Ask torch. Raises `ImportError` where torch is missing or broken."""
    import torch

    from engine.precision import fast_dtype

    return Machine(
        torch=torch.__version__,
        cores=os.cpu_count() or 1,
        fast_bfloat16=fast_dtype() is torch.bfloat16,
        gpu=torch.cuda.get_device_name() if torch.cuda.is_available() else None,
    )
