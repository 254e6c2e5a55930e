"""The list of documents, one document, and what its page shows beside the facts."""
