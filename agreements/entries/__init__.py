"""What every kind of entry has for readers: its permanent address, its files, the answer when it was withdrawn."""
