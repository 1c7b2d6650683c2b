"""Words that say nothing about a sound: nobody looks them up, or is told that they are unknown."""

import re

SILENT = frozenset(
    re.findall(r"\w+", "a an and at by for from in into is it its me of on or please some sound the to with")
)
"""In lower case."""
