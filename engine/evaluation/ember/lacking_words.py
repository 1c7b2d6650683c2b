"""Words that the pack lacks, with the category of their sound: forty of the lexicon, forty that nobody taught."""

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

TAUGHT_WORDS: Mapping[str, tuple[str, ...]] = {
    "animals": ("hound", "feline", "stallion", "swine", "chimpanzee"),
    "ambience": ("downpour", "thunderclap", "breeze", "campfire", "brook"),
    "vehicles_machines": ("automobile", "motorcycle", "aeroplane", "locomotive", "lorry"),
    "foley": ("clatter", "shatter", "splashing", "thunk", "teapot", "hammer"),
    "voice": ("infant", "giggle", "shriek", "whisper", "cough"),
    "weapons_explosions": ("gunshot", "detonation", "cannon"),
    "instruments": ("fiddle", "clarinet", "trombone", "harpsichord", "glockenspiel"),
    "drums": ("hihat", "snaredrum", "bongos", "kettledrum"),
    "synth": ("android", "sawtooth"),
}
