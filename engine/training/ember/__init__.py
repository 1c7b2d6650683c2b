"""Training of Ember's generator: a rectified flow on latents of Ember's codec."""
