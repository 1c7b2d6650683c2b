"""How the bundled models are made: from a folder of labelled clips to weights, tables and pictures."""
