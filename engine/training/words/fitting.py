"""One step of training: both encoders and their running average, moved on by sounds with prompts and pairs of texts."""

from collections.abc import Mapping
from dataclasses import dataclass

import torch
from torch import Tensor

from engine.precision import fast_multiplying
from engine.training.checkpoint import Stateful
from engine.training.plan import Plan
from engine.training.rates import memory_at
from engine.training.stepping import Gradients, remembered, shared_out, stepped
from engine.training.words.by_length import by_length
from engine.training.words.lessons import Heard, Lessons, Read, Told, heard, told
from engine.training.words.text_loss import text_loss
from engine.training.words.towers import Towers

_PAIRS_COUNT = 0.5
"""What pairs of texts count beside sounds with prompts."""
_DECAY = 0.05


class Fitting:
    """All that learns or is averaged, on one device. `step` counts the steps that were made."""

    def __init__(self, plan: Plan, vocabulary: int, device: torch.device) -> None:
        torch.manual_seed(plan.seed)
        self.plan = plan
        self.device = device
        self.network = Towers(vocabulary).to(device)
        self.average = Towers(vocabulary).to(device).requires_grad_(False).eval()
        self.average.load_state_dict(self.network.state_dict())
        self.learning = list(self.network.parameters())
        self.optimizer = torch.optim.AdamW(self.learning, betas=(0.9, 0.98), weight_decay=_DECAY, fused=True)
        self.generator = torch.Generator(device).manual_seed(plan.seed)
        self.step = 0

    @property
    def states(self) -> Mapping[str, Stateful]:
        """All that steps change."""
        return {"network": self.network, "average": self.average, "optimizer": self.optimizer}

    def fit(self, lessons: Lessons) -> float:
        """Make a step; returns its loss. Sounds have a thread of their own, and so have texts."""
        both: list[Heard | Told] = [
            heard(lessons, self.plan.batch, self.generator),
            told(lessons, self.plan.batch, self.generator),
        ]
        shares = shared_out(self._share, both, self.generator)
        stepped(self.optimizer, self.learning, [share.gradients for share in shares], self.plan.rate(self.step))
        remembered(self.average, self.network, memory_at(self.step))
        self.step += 1
        return float(torch.stack([share.loss for share in shares]).sum())

    def _share(self, lesson: Heard | Told, seed: int) -> "_Share":
        """The gradients of one of the two; called on a thread for each."""
        with fast_multiplying(self.device.type, cache=False):
            loss = self._of_sounds(lesson, seed) if isinstance(lesson, Heard) else _PAIRS_COUNT * self._of_texts(lesson)
        return _Share(torch.autograd.grad(loss, self.learning, materialize_grads=True), loss.detach())

    def _of_sounds(self, lesson: Heard, seed: int) -> Tensor:
        # For the ear's dropout, which draws from torch's own generator; nothing else does.
        torch.manual_seed(seed)
        places = by_length(self.network.ear, lesson.spectrograms, lesson.mask)
        return text_loss(places, self._placed(lesson.prompts), self.network.temperature, lesson.shares)

    def _of_texts(self, lesson: Told) -> Tensor:
        first, second = self._placed(lesson.first), self._placed(lesson.second)
        return text_loss(first, second, self.network.temperature, lesson.shares)

    def _placed(self, texts: Read) -> Tensor:
        return by_length(self.network.text.placed, texts.ids, texts.mask)


@dataclass(frozen=True, slots=True, eq=False)
class _Share:
    gradients: Gradients
    loss: Tensor
