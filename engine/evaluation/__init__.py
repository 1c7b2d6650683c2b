"""How good the bundled models are: distances, references and a judge of its own."""
