"""How good a model of Stable Audio 3's shape is that was trained on a folder of labelled clips: `evaluate ember`."""
