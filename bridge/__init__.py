"""The outside of Warmtone: OSC, the sound card, files, the command line. Never imports torch."""
