"""The judge: a classifier trained on real clips only, by whose ear generated sounds are measured."""
