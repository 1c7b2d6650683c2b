"""Training Ember's words and ear."""
