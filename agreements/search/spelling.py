"""Other spellings: the words of the public record that are nearest to a word that it does not have."""

from agreements.base import database
from agreements.search.tokens import GRAMMAR
from agreements.search.words import Word, fold

# The nearest by trigrams of their sound, in plain Latin letters: one alphabet, whatever the locale of the database.
# The sound of what was asked is taken once, and not for each word of the record.
_NEAREST = """
WITH asked AS MATERIALIZED (SELECT folded, search_sound(folded) AS sound FROM unnest(%s::text[]) AS folded)
SELECT asked.folded, asked.sound, near.word, near.sound, near.entries
FROM asked
CROSS JOIN LATERAL (
    SELECT word, sound, entries FROM search_word
    WHERE search_word.type = %s AND search_word.sound %% asked.sound AND length(search_word.folded) > 3
    ORDER BY similarity(search_word.sound, asked.sound) DESC, entries DESC
    LIMIT 40
) near
"""


LONGEST = 40  # letters; longer ones are no misspelt words of a language, and take long to compare


def corrections(words: list[Word], entry_type: str) -> dict[str, list[str]]:
    """For each word, by its folded form, the words of entries of the type that it may be a misspelling of.

    The nearest come first. Nobody looks for a word of grammar.
    """
    found: dict[str, list[tuple[float, int, str]]] = {}
    asked = [word.folded for word in words if len(word.folded) <= LONGEST]
    if not asked:
        return {}
    with database.cursor() as cursor:
        cursor.execute("SELECT set_limit(0.2)")
        cursor.execute(_NEAREST, [asked, entry_type])
        for folded, asked, word, sound, entries in cursor:
            if fold(word) in GRAMMAR:
                continue
            away = min(distance(folded, fold(word)), distance(asked, sound) + 0.5)
            if away <= max(1, len(folded) // 4):
                found.setdefault(folded, []).append((away, -entries, word))
    return {folded: _nearest(near) for folded, near in found.items()}


def _nearest(candidates: list[tuple[float, int, str]]) -> list[str]:
    best = min(candidates)[0]
    return [word for away, _, word in sorted(candidates) if away <= best + 0.5][:6]


def distance(one: str, other: str) -> int:
    """Letters to change, add, drop or swap (optimal string alignment) to make one word of the other."""
    before: list[int] = []
    above = list(range(len(other) + 1))
    for i, letter in enumerate(one, 1):
        row = [i]
        for j, against in enumerate(other, 1):
            cost = min(above[j] + 1, row[j - 1] + 1, above[j - 1] + (letter != against))
            if i > 1 and j > 1 and letter == other[j - 2] and one[i - 2] == against:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, above = above, row
    return above[-1]
