"""`warmtone bench`, with few trials and the model that needs no weights."""
