"""One layer of the text encoder: every token looks at those that are read, then each goes on for itself."""

from torch import Tensor, nn

_WIDER = 3


class Layer(nn.Module):
    """Attention and two linear maps, each on what was normalised before it and added; (batch, tokens, width)."""

    def __init__(self, width: int, heads: int) -> None:
        super().__init__()
        self.heads = heads
        self.before_attention = nn.LayerNorm(width)
        self.asked = nn.Linear(width, 3 * width)
        self.answered = nn.Linear(width, width)
        self.before_widening = nn.LayerNorm(width)
        self.widen = nn.Linear(width, _WIDER * width)
        self.narrow = nn.Linear(_WIDER * width, width)

    def forward(self, x: Tensor, seen: Tensor) -> Tensor:
        """`seen` is bool (batch, 1, tokens, tokens): who sees whom."""
        x = x + self._attention(self.before_attention(x), seen)
        widened = nn.functional.gelu(self.widen(self.before_widening(x)), approximate="tanh")
        narrowed: Tensor = self.narrow(widened)
        return x + narrowed

    def _attention(self, x: Tensor, seen: Tensor) -> Tensor:
        batch, tokens, width = x.shape
        asked = self.asked(x).view(batch, tokens, 3, self.heads, width // self.heads)
        query, key, value = asked.permute(2, 0, 3, 1, 4)
        found = nn.functional.scaled_dot_product_attention(query, key, value, attn_mask=seen)
        answered: Tensor = self.answered(found.transpose(1, 2).reshape(batch, tokens, width))
        return answered
