"""The record in pictures: numbers from the database, drawn as SVG; each mark leads to its documents."""
