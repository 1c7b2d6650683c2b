"""The usual way without Warmtone: a script that imports diffusers, loads a pipeline from a folder, and calls it."""

import os
import subprocess
import sys
from pathlib import Path

from engine.errors import ModelError
from engine.tasks import Generate
from engine.threads import cores

_AUDIOLDM = """
import sys, torch
from diffusers import AudioLDMPipeline
folder, prompt, seconds, steps, guidance = sys.argv[1:]
pipeline = AudioLDMPipeline.from_pretrained(folder)
pipeline(prompt, audio_length_in_s=float(seconds), num_inference_steps=int(steps), guidance_scale=float(guidance))
"""
_STABLE_AUDIO3 = """
import sys, torch
import engine.models.codec.autoencoder
from diffusers import StableAudio3Pipeline
folder, prompt, seconds, steps, guidance = sys.argv[1:]
pipeline = StableAudio3Pipeline.from_pretrained(folder)
pipeline(prompt, duration=float(seconds), num_inference_steps=int(steps), guidance_scale=float(guidance))
"""


def audioldm_script(folder: Path, task: Generate) -> None:
    """Make a clip with the AudioLDMPipeline of a folder, in a process of its own; raises `ModelError` if that fails."""
    _run(_AUDIOLDM, folder, task)


def stable_audio3_script(folder: Path, task: Generate) -> None:
    """The same with the StableAudio3Pipeline of a folder whose autoencoder is Ember's codec."""
    _run(_STABLE_AUDIO3, folder, task)


def _run(script: str, folder: Path, task: Generate) -> None:
    command = [sys.executable, "-c", script, str(folder), task.prompt]
    command += [str(task.seconds), str(task.steps), str(task.guidance)]
    # As many threads as ours has, and nothing that would be fetched.
    surroundings = os.environ | {"OMP_NUM_THREADS": str(cores()), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, check=False)
    if done.returncode:
        raise ModelError(f"diffusers' own script failed ({_last_line(done.stderr)}): install Warmtone again.")


def _last_line(text: str) -> str:
    return text.strip().rpartition("\n")[2]
