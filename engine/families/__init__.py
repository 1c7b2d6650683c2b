"""Families of latent diffusion models behind one set of verbs, so that edits and samplers know none of them."""
