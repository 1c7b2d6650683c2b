"""The models, each in a folder or file of its own, and the contract that all of them keep."""
