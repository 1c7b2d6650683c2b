"""How a sound strikes a listener, as five numbers that a person can ask for."""
