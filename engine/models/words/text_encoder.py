"""Tokens to what the generator is told of each, and to one place in the space that texts share with sounds."""

import torch
from diffusers.configuration_utils import ConfigMixin, register_to_config
from diffusers.models.modeling_utils import ModelMixin
from torch import Tensor, nn

from engine.models.words.controls import CONTROL_TOKENS
from engine.models.words.layer import Layer
from engine.models.words.sinusoids import control_shapes, sinusoids
from engine.models.words.tokenizer import FIRST_CONTROL, MOST_TOKENS

_PLACES = 2 * MOST_TOKENS
_TABLE_WIDTH = 128
_SHAPE_WIDTH = 32


class TextEncoder(ModelMixin, ConfigMixin):  # type: ignore[misc]
    """A small transformer over Ember's tokens, at most 64 of them; saved and loaded in diffusers' layout.

    A token's numbers come from a table of 128 columns (as ALBERT's, Lan et al. 2019). Those of a control token come
    from its value as well, so that a pitch that was never heard lies between its neighbours. Control tokens have no
    place in the order of the words, and padding none either.
    """

    @register_to_config  # type: ignore[untyped-decorator]
    def __init__(
        self,
        vocabulary_size: int = 4096,
        width: int = 192,
        layers: int = 3,
        heads: int = 4,
        told: int = 256,
        space: int = 128,
    ) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.table = nn.Embedding(vocabulary_size, _TABLE_WIDTH)
        self.lift = nn.Linear(_TABLE_WIDTH, width)
        shapes = control_shapes(_SHAPE_WIDTH)
        self.controlled = nn.Linear(shapes.shape[1], width, bias=False)
        self.stack = nn.ModuleList(Layer(width, heads) for _ in range(layers))
        self.last = nn.LayerNorm(width)
        self.tell = nn.Linear(width, told)
        self.place = nn.Linear(width, space)
        self.register_buffer("shapes", shapes, persistent=False)
        self.register_buffer("places", sinusoids(torch.arange(_PLACES), width), persistent=False)

    def forward(self, input_ids: Tensor, attention_mask: Tensor | None = None) -> tuple[Tensor]:
        """What each token (batch, tokens) tells: (batch, tokens, told), zero where the mask is.

        Rows are the same whatever padding and whichever rows stand beside them.
        """
        read = torch.ones_like(input_ids) if attention_mask is None else attention_mask
        hidden = self._hidden(input_ids, read.bool())
        told: Tensor = self.tell(hidden) * read[..., None].to(hidden.dtype)
        return (told,)

    @property
    def telling(self) -> tuple[nn.Module, ...]:
        """What only a generator learns of: no text's place depends on them."""
        return self.controlled, self.tell

    def placed(self, input_ids: Tensor, attention_mask: Tensor) -> Tensor:
        """Where texts lie among sounds: (batch, space) of length 1, by their words alone, without control tokens."""
        read = attention_mask.bool() & ~_is_control(input_ids)
        hidden = self._hidden(input_ids, read)
        shares = read.to(hidden.dtype)[..., None]
        mean = (hidden * shares).sum(1) / shares.sum(1).clamp_min(1)
        place: Tensor = self.place(mean)
        placed: Tensor = nn.functional.normalize(place.float(), dim=1)
        return placed

    def _hidden(self, ids: Tensor, read: Tensor) -> Tensor:
        x = self._first(ids, read)
        tokens = ids.shape[1]
        # A token that is not read still sees itself: attention to nobody would be no number.
        itself = torch.eye(tokens, dtype=torch.bool, device=ids.device)
        seen = read[:, None, None, :] | itself
        for layer in self.stack:
            x = layer(x, seen)
        hidden: Tensor = self.last(x)
        return hidden

    def _first(self, ids: Tensor, read: Tensor) -> Tensor:
        """Tokens by themselves: from the table, with the place of a word or the value of a control."""
        x: Tensor = self.lift(self.table(ids))
        control = _is_control(ids)
        word = read & ~control
        place = (word.cumsum(1) - 1).clamp(0, _PLACES - 1)
        value = (ids - FIRST_CONTROL).clamp(0, len(CONTROL_TOKENS) - 1)
        placed: Tensor = self.places.to(x.dtype)[place] * word[..., None]
        valued: Tensor = self.controlled(self.shapes.to(x.dtype)[value]) * control[..., None]
        return x + placed + valued


def _is_control(ids: Tensor) -> Tensor:
    return (ids >= FIRST_CONTROL) & (ids < FIRST_CONTROL + len(CONTROL_TOKENS))
