"""Stable Audio 3's norms and plain attention in fewer calls of torch, with the same numbers.

Between layers as small as Ember's much time goes by in calls, and two threads that make them wait for each other:
measured on two cores, a batch of two takes a fifth less time so. Attention by differences is left as diffusers has it.
"""

from typing import Any

import torch
from diffusers.models.transformers.transformer_stable_audio3 import (
    StableAudio3CrossAttention,
    StableAudio3RMSNorm,
    StableAudio3SelfAttention,
)
from torch import Tensor, nn
from torch.nn.functional import scaled_dot_product_attention


def with_fewer_calls(transformer: Any) -> Any:
    """The same transformer, whose norms are torch's, and whose attention is here where it isn't by differences."""
    for name, module in list(transformer.named_modules()):
        if isinstance(module, StableAudio3RMSNorm):
            transformer.set_submodule(name, _norm(module))
        elif type(module) in _ATTENTION and not module.use_differential:
            module.set_processor(_ATTENTION[type(module)])
    return transformer


class _Norm(nn.RMSNorm):
    """torch's, also where autocast gives it what its weight isn't: that is normed in the weight's precision."""

    def forward(self, x: Tensor) -> Tensor:
        if x.dtype == self.weight.dtype:
            return super().forward(x)
        return super().forward(x.to(self.weight.dtype)).to(x.dtype)


def _norm(module: Any) -> nn.RMSNorm:
    """With the same weight, in float32 inside as diffusers' is."""
    norm = _Norm(len(module.gamma), module.eps)
    norm.weight = module.gamma
    return norm


def _self_attention(attn: Any, hidden_states: Tensor, rope: Tensor) -> Tensor:
    """Attention of columns to each other, by angles (columns, turned) of their places; (batch, columns, width)."""
    query, key, value = attn.to_qkv(hidden_states).unflatten(-1, (3, attn.heads, attn.dim_heads)).unbind(2)
    query, key = _turned(torch.stack((attn.q_norm(query), attn.k_norm(key))), rope).unbind(0)
    return _attended(attn, query, key, value, None)


def _cross_attention(attn: Any, hidden_states: Tensor, context: Tensor, context_mask: Tensor | None = None) -> Tensor:
    """Attention of columns to what the network is told (batch, tokens, width), where the mask says so."""
    query = attn.q_norm(attn.to_q(hidden_states).unflatten(-1, (attn.heads, attn.dim_heads)))
    key, value = attn.to_kv(context).unflatten(-1, (2, attn.heads, attn.dim_heads)).unbind(2)
    read = None if context_mask is None else context_mask[:, None, None].bool()
    return _attended(attn, query, attn.k_norm(key), value, read)


def _turned(heads: Tensor, angles: Tensor) -> Tensor:
    """The first numbers of each head (..., columns, heads, numbers) turned by the places of the columns."""
    turning, still = heads[..., : angles.shape[1]], heads[..., angles.shape[1] :]
    first, second = turning.float().chunk(2, -1)
    cos, sin = angles.cos()[:, None], angles.sin()[:, None]
    turned = torch.addcmul(turning * cos, torch.cat((-second, first), -1), sin)
    return torch.cat((turned.to(heads.dtype), still), -1)


def _attended(attn: Any, query: Tensor, key: Tensor, value: Tensor, read: Tensor | None) -> Tensor:
    query, key, value = (each.transpose(1, 2) for each in (query, key, value))
    heads = scaled_dot_product_attention(query, key, value, attn_mask=read)
    attended: Tensor = attn.to_out(heads.transpose(1, 2).flatten(2))
    return attended


_ATTENTION = {StableAudio3SelfAttention: _self_attention, StableAudio3CrossAttention: _cross_attention}
