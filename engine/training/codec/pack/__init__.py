"""A training set in one small file: a transform coder of our own, whose decoder needs torch and numpy only."""
