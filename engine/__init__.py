"""Sound and models. This is the only door for `bridge`; importing it never imports torch."""
