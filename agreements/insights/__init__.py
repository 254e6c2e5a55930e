"""The record in pictures: numbers from the database, drawn as SVG; each number leads to its documents."""
