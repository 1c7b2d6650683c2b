"""Forty words that the pack's captions, labels and tags lack, each with the category that its sound would be in."""

from collections.abc import Mapping

STRANGE_WORDS: Mapping[str, tuple[str, ...]] = {
    "animals": ("spaniel", "moggy", "mastiff", "poodle", "cockerel", "nightingale"),
    "ambience": ("monsoon", "tempest", "sleet", "downpour", "campfire"),
    "vehicles_machines": ("lathe", "sander", "coupe", "glider", "lorry", "airliner"),
    "foley": ("hacksaw", "wardrobe", "wineglass", "parchment", "hinge", "cupboard", "cutlery", "crockery"),
    "voice": ("toddler", "snigger", "sob", "whimper", "hiccup", "yawn"),
    "weapons_explosions": ("bazooka", "musket", "warhead", "revolver"),
    "instruments": ("fife", "piccolo"),
    "drums": ("bodhran",),
    "synth": ("arpeggiator", "dubstep"),
}
