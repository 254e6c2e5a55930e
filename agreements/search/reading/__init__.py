"""Reads a question as a librarian does: what names something that the archive knows, and what stays words.

Cues (cues.py) say how a part is meant; what they are is data. Of what could be read in more than one way, what takes in
the most words is read, and of as many words a cue before a name, and a name before a word that only makes a question:

- a theme is read where a cue says what the question is about, and only if names of themes cover all of that ("about
  museums", not "about museums of a new kind"). Without a cue such words stay words, which find what is coded with the
  theme as well;
- a place, a body or a person is read by a cue, and by its full name of several words; a region by its full name;
- kinds, levels and statuses need no cue. A word that stands for any document ("agreements") is no kind.

A question of one word is not read, nor what is in quotation marks or ruled by an operator. Nor are names, kinds and
years alone, as in a catalogue ("memorandum 2018"): something has to ask, be it a cue or a plural ("memoranda of 2018").
"""
