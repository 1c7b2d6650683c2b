"""The codec's trainer. All that `python -m engine.training.codec` imports is torch and numpy."""
