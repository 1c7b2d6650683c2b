"""Forty words that nobody taught: neither the pack nor the lexicon has them. Each with the category of its sound."""

from collections.abc import Mapping

STRANGE_WORDS: Mapping[str, tuple[str, ...]] = {
    "animals": ("spaniel", "moggy", "mastiff", "pekingese", "pinscher", "dunnock"),
    "ambience": ("monsoon", "tempest", "sleet", "mizzle", "maelstrom"),
    "vehicles_machines": ("lathe", "sander", "coupe", "glider", "thresher", "jetliner"),
    "foley": ("hacksaw", "wardrobe", "wineglass", "parchment", "hinge", "cupboard", "cutlery", "chinaware"),
    "voice": ("toddler", "snigger", "sob", "whimper", "hiccup", "yawn"),
    "weapons_explosions": ("bazooka", "musket", "warhead", "arquebus"),
    "instruments": ("fife", "krummhorn"),
    "drums": ("bodhran",),
    "synth": ("arpeggiator", "dubstep"),
}
