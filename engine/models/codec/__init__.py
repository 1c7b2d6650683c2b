"""Ember's codec: sound to latents and back, whole or as a stream. See `codec.py` for its use."""
