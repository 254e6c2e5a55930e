"""What everything else is built on: languages, dates, texts, codes. It knows nothing of the record."""
