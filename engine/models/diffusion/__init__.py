"""A latent diffusion model of any family as a Warmtone model: every edit is written once, here."""
