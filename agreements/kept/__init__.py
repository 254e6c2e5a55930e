"""The reading list: what a reader has kept, in the reader's own browser and in the address, and nowhere here."""
