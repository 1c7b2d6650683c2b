"""Sampling and edits over one vocabulary, `Denoise`: schedules, samplers, guidance, masks and rings in sigma space."""
