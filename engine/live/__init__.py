"""The live path: an instrument in a process of its own that turns knobs into sound, hop after hop."""
