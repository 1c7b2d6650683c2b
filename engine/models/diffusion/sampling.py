"""One request's way from noise to latents: its words, its seed, its schedule and its sampler.

Which sampler: what the family's weights were made for where they are distilled; else Adams-Bashforth for
rectified flow and DPM-Solver++ 2M over Karras' schedule for variance-preserving models, each the most exact one for its
price. Stable Audio Open takes the same over an exponential schedule, which loses less on the way down from its higher
sigma.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from engine.audio import frames_of
from engine.diffusion.denoise import Denoise
from engine.diffusion.guidance import guided_apart
from engine.diffusion.holding import held
from engine.diffusion.noise import Draw, drawn_from, generators_of
from engine.diffusion.samplers import Sampler, adams_bashforth, dpm_solver, ping_pong
from engine.diffusion.sigmas import even_flow, exponential, flow, karras, share_of, sigma_of
from engine.diffusion.tuning import tuned
from engine.families.columns import window_of
from engine.families.family import Condition, Family, FamilyCard, PitchChannel, Pitched
from engine.models.diffusion.progress import Progress
from engine.models.diffusion.prompts import note_asked, told
from engine.tasks import Style

_TRIAL_SECONDS = 2.0
_BESIDE_WHAT_IS_KNOWN = 2 / 3
"""Measured on Ember: what was named by its recording more than by its words was lost by more of them."""
_EXPONENTIAL_STEPS = 25
KARRAS_STEPS = 20
"""Of variance-preserving models, unless a request says otherwise."""


@dataclass(frozen=True, slots=True, eq=False)
class Sampling:
    """Everything that decides which latents come out: one item for each generator, all under the same condition.

    An item's noise is drawn from its own generator, in the order in which it is asked for.
    """

    family: Family
    style: Style
    condition: Condition
    generators: Sequence[torch.Generator]
    progress: Progress

    @property
    def draw(self) -> Draw:
        return drawn_from(self.generators)

    def noise(self, columns: int) -> Tensor:
        """Normal noise for latents of that length."""
        card = self.family.card
        return self.draw(torch.empty(card.latent_shape(len(self.generators), columns), device=card.device))

    def schedule(self, strength: float) -> list[float]:
        """The sigmas of an edit of that strength; all of its steps are taken, however small they are."""
        return _schedule(self.family.card, self.style.steps, strength)

    @property
    def guidance(self) -> float:
        """How strictly the words are followed."""
        return self.family.card.default_guidance if self.style.guidance is None else self.style.guidance

    def denoise(self, mask: Tensor | None = None, known: Tensor | None = None) -> Denoise:
        """The network under this request's words; where latents say their pitch, it is the note that was asked for."""
        return self._in_tune(self.family.denoise(self.condition, self.guidance, mask, known), mask, known)

    def denoise_moved(self, latents: Tensor, sigma: float) -> Tensor:
        """A `Denoise` for latents that are moved between calls: nothing is kept from one to the next."""
        return self.denoise()(latents, sigma)

    def denoise_by_both(self, mask: Tensor, known: Tensor) -> Denoise:
        """The same where sampling begins from what is known: words are followed two thirds as far beyond themselves."""
        guidance = 1 + (self.guidance - 1) * _BESIDE_WHAT_IS_KNOWN
        return self._in_tune(self.family.denoise(self.condition, guidance, mask, known), mask, known)

    def denoise_by_words(self, mask: Tensor, known: Tensor) -> Denoise:
        """The same, led by words as it is where nothing is known.

        What is known would tell more than they do: of dogs that were asked for in the rain, the network hears rain.
        """
        if self.guidance == 1:
            return self.denoise(mask, known)
        told = self.family.denoise(self.condition, 1.0, mask, known)
        # What is set beside the words leads where something is known; here it would lead twice.
        words = replace(self.condition, unset=(), shares=None)
        strict, plain = self.family.denoise(words, self.guidance), self.family.denoise(words, 1.0)
        return self._in_tune(guided_apart(told, strict, plain), mask, known)

    def _in_tune(self, denoise: Denoise, mask: Tensor | None, known: Tensor | None) -> Denoise:
        pitch = _pitch_of(self.family, self.style)
        if pitch is None:
            return denoise
        in_tune = denoise if pitch.odds is None else tuned(denoise, pitch.odds, mask)
        return held(in_tune, pitch.channel, _numbers(pitch, mask, known))

    def sampled(self, denoise: Denoise, start: Tensor, sigmas: Sequence[float]) -> Tensor:
        """Clean latents."""
        return _sampler(self.family.card, self.draw)(denoise, start, sigmas, self.progress.evaluating)


def begun(family: Family, style: Style, seconds: float, seed: int, progress: Progress) -> Sampling:
    """A request for a sound of that length; raises `RangeError` for a longer one than the family makes."""
    condition = told(family, style.prompt, style, min(seconds, family.card.longest_seconds))
    return Sampling(family, style, condition, generators_of([seed]), progress)


def a_step(family: Family) -> Callable[[], Tensor]:
    """One evaluation of the network on two seconds, or what it makes at most, as sampling without a prompt calls it."""
    card = family.card
    seconds = min(_TRIAL_SECONDS, card.longest_seconds)
    empty = torch.zeros(card.latent_shape(1, window_of(frames_of(seconds, card.rate_hz), card)), device=card.device)
    denoise = family.denoise(family.condition([""], [""], seconds), card.default_guidance)
    return lambda: denoise(empty, 1.0)


def _pitch_of(family: Family, style: Style) -> PitchChannel | None:
    note = note_asked(family, style)
    return family.pitch_channel(note) if note is not None and isinstance(family, Pitched) else None


def _numbers(pitch: PitchChannel, mask: Tensor | None, known: Tensor | None) -> Tensor:
    """What the pitch's channel holds (1 or batch, 1, columns): the note, where a mask keeps something what is known."""
    note = torch.full((1, 1, 1), pitch.number)
    if mask is None or known is None:
        return note
    return torch.where(mask, note.to(known.device), known[:, pitch.channel : pitch.channel + 1])


def _schedule(card: FamilyCard, asked: int | None, strength: float) -> list[float]:
    begin = sigma_of(strength, card.highest_sigma)
    if card.distilled:
        return flow(asked or card.default_steps, share_of(begin))
    if card.schedule == "flow":
        return even_flow(asked or card.default_steps, share_of(begin))
    if card.schedule == "exponential":
        return exponential(asked or _EXPONENTIAL_STEPS, begin, card.lowest_sigma)
    return karras(asked or KARRAS_STEPS, begin, card.lowest_sigma)


def _sampler(card: FamilyCard, draw: Draw) -> Sampler:
    if card.distilled:
        return ping_pong(draw)
    return adams_bashforth if card.schedule == "flow" else dpm_solver
