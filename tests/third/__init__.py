"""A third kind of entry, plainly artificial: what a kind costs, and proof that nothing else has to change for it."""
