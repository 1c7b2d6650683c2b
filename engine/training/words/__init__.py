"""What the words are learned from: a lexicon of our own, captions in many forms, and pairs that mean the same."""
