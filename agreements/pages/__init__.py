"""The pages about the archive as a whole, and what all pages share: context, tags, sitemaps."""
