"""Drawing in SVG: one pen for charts, families, lives and histograms.

Layouts say where things are, over plain numbers, labels and addresses; they know nothing of documents. The pen writes
what they draw, for a page or for a file of its own.
"""
