"""The pages that are not about one thing, and what all pages share."""
