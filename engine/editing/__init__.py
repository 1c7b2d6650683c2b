"""What an edit does to samples: regions, seams, extensions, loops, bands and levels; numpy alone."""
