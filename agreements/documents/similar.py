"""Clauses of other documents that say nearly the same, and documents that are like a given one.

How close two clauses are is measured on the stems of their English headings and summaries (the one language
that every clause has), together with the themes under which the cataloguer put them:

    closeness = cosine × (1 + overlap of themes) / 2

The cosine is that of information retrieval: every stem counts by its rarity, ln(1 / share of clauses that
have it), so that "cooperation" says next to nothing and "opera" says much (Salton & Buckley, "Term-
weighting approaches in automatic text retrieval", 1988). The overlap of themes is Jaccard's: shared themes
/ themes of either. A clause is closest to itself (1), and two clauses without a theme in common are never
called similar: in the record such pairs shared turns of phrase ("take part", "long term") and nothing else.

The shares are those in PostgreSQL's own statistics of the column (``ANALYZE``, which autovacuum runs). They
also say what to ask the index for: first the stems that few clauses have, then pairs of those that many have, as
long as no more than a thousand clauses or so are to be looked at. In a small archive these are all that share
anything; among a million clauses the page of a document with ten clauses takes 0.15 to 0.3 seconds for them.
"""

from dataclasses import dataclass

from babel.numbers import format_percent
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from agreements.base import database
from agreements.base.languages import page_language
from agreements.models import Agreement, Clause
from agreements.models.visibility import public_sql

#: From which closeness on two clauses are called so. Judged on the record: from 0.4 on they promise the same
#: thing, from 0.2 on the same kind of thing; below 0.1 they are alike by chance.
DEGREES: tuple[tuple[float, str | Promise], ...] = (
    (0.4, _("very close")),
    (0.2, _("close")),
    (0.1, _("related")),
)
NEIGHBOURS = 3
RARE = 300  # clauses that have a stem: up to here it is asked for alone, beyond in pairs
MOST_CANDIDATES = 1000  # candidates for one clause, as the statistics estimate them
MEASURED = 50  # of these, how many are measured exactly
MOST_DOCUMENTS = 10

_CLAUSES_SQL = """
WITH common AS MATERIALIZED (
    SELECT word, freq
    FROM pg_stats, unnest(most_common_elems::text::text[], most_common_elem_freqs) AS listed(word, freq)
    WHERE (schemaname, tablename, attname) = (current_schema(), 'search_similar', 'stems')
        AND word IS NOT NULL
), rare AS (
    -- A stem that the statistics leave out is rarer than all that they name.
    SELECT coalesce(min(freq) / 2, 0.01) AS freq FROM common
), mine AS MATERIALIZED (
    SELECT *, ln(1 / freq) AS weight, freq * size AS rows FROM (
        SELECT clause.part_id AS id, stem.lexeme, coalesce(common.freq, rare.freq) AS freq,
            array_to_tsvector(ARRAY[stem.lexeme])::text AS quoted,
            (SELECT greatest(reltuples, 0) FROM pg_class WHERE oid = 'search_similar'::regclass) AS size
        FROM search_similar clause
        CROSS JOIN unnest(clause.stems) stem
        CROSS JOIN rare
        LEFT JOIN common ON common.word = stem.lexeme
        WHERE clause.part = 'clause' AND clause.entry_id = %(agreement)s
    ) stems
), frequent AS (
    SELECT * FROM (
        SELECT *, row_number() OVER (PARTITION BY id ORDER BY rows, lexeme) AS rank
        FROM mine WHERE rows > %(few)s
    ) ranked WHERE rank <= 8
), parts AS (
    SELECT id, quoted AS words, rows FROM mine WHERE rows <= %(few)s
    UNION ALL
    SELECT first.id, format('(%%s & %%s)', first.quoted, second.quoted), first.rows * second.freq
    FROM frequent first JOIN frequent second ON second.id = first.id AND second.rank > first.rank
), asked AS MATERIALIZED (
    SELECT id, string_agg(words, ' | ')::tsquery AS words,
        (SELECT sqrt(sum(weight ^ 2)) FROM mine WHERE mine.id = chosen.id) AS length,
        (SELECT count(*) FROM agreements_clause_themes WHERE clause_id = chosen.id) AS themes
    FROM (SELECT *, sum(rows) OVER (PARTITION BY id ORDER BY rows, words) - rows AS before FROM parts) chosen
    WHERE before < %(most)s
    GROUP BY id
)
SELECT asked.id, near.id, near.closeness
FROM asked CROSS JOIN LATERAL (
    SELECT likely.id, likely.alike / nullif(asked.length * (
        SELECT sqrt(sum(ln(1 / coalesce(common.freq, rare.freq)) ^ 2))
        FROM unnest(likely.stems) stem CROSS JOIN rare LEFT JOIN common ON common.word = stem.lexeme
    ), 0) AS closeness
    FROM (
        SELECT clause.part_id AS id, clause.stems, measure.alike
        FROM search_similar clause
        CROSS JOIN LATERAL (
            SELECT count(own.theme_id)::float AS shared, count(*) - count(own.theme_id) AS unshared
            FROM agreements_clause_themes other
            LEFT JOIN agreements_clause_themes own
                ON own.clause_id = asked.id AND own.theme_id = other.theme_id
            WHERE other.clause_id = clause.part_id
        ) themes
        CROSS JOIN LATERAL (
            SELECT sum(mine.weight ^ 2) AS weight
            FROM unnest(clause.stems) stem JOIN mine ON mine.id = asked.id AND mine.lexeme = stem.lexeme
        ) words
        CROSS JOIN LATERAL (
            SELECT words.weight * (1 + themes.shared / (asked.themes + themes.unshared)) / 2 AS alike
        ) measure
        WHERE clause.part = 'clause' AND clause.stems @@ asked.words
            AND clause.entry_id <> %(agreement)s
            AND themes.shared > 0
        ORDER BY measure.alike / sqrt(length(clause.stems)) DESC, clause.part_id
        LIMIT %(likely)s
    ) likely
    ORDER BY closeness DESC, likely.id
    LIMIT %(neighbours)s
) near
WHERE near.closeness >= %(least)s
ORDER BY asked.id, near.closeness DESC, near.id
"""

# A party in common says more than a theme in common; nearness in time decides between equals.
_DOCUMENTS_SQL = f"""
SELECT entry.id
FROM (
    SELECT other.entry_id AS agreement_id, 1 AS points
    FROM agreements_entry_themes mine JOIN agreements_entry_themes other USING (theme_id)
    WHERE mine.entry_id = %(agreement)s
    UNION ALL
    SELECT other.agreement_id, 2
    FROM agreements_participation mine JOIN agreements_participation other USING (party_id)
    WHERE mine.agreement_id = %(agreement)s
) shared
JOIN agreements_agreement agreement ON agreement.entry_id = shared.agreement_id
JOIN agreements_entry entry ON entry.id = agreement.entry_id
WHERE {public_sql("entry")} AND entry.id <> %(agreement)s
GROUP BY entry.id, agreement.entry_id
ORDER BY sum(points) DESC, abs(agreement.signed_upper - %(signed)s::date), entry.record_id
LIMIT %(like)s
"""


@dataclass(frozen=True)
class Neighbour:
    """A clause of another document, and how close it is (0 to 1)."""

    clause: Clause
    closeness: float

    @property
    def degree(self) -> str | Promise:
        """The closeness in words."""
        return next(words for least, words in DEGREES if self.closeness >= least)

    @property
    def percent(self) -> str:
        """The closeness in per cent, as the language of the page writes it."""
        return str(format_percent(self.closeness, locale=page_language()))


def similar_clauses(agreement: Agreement) -> dict[int, list[Neighbour]]:
    """For each clause of ``agreement`` (by primary key) the closest published ones elsewhere, closest first.

    Two queries, however many clauses. A clause without a neighbour is left out.
    """
    with database.cursor() as cursor:
        cursor.execute(
            _CLAUSES_SQL,
            {
                "agreement": agreement.pk,
                "few": RARE,
                "most": MOST_CANDIDATES,
                "likely": MEASURED,
                "least": DEGREES[-1][0],
                "neighbours": NEIGHBOURS,
            },
        )
        rows = cursor.fetchall()
    clauses = Clause.objects.published().select_related("agreement").in_bulk({row[1] for row in rows})
    neighbours: dict[int, list[Neighbour]] = {}
    for own, near, closeness in rows:
        if near in clauses:
            neighbours.setdefault(own, []).append(Neighbour(clauses[near], closeness))
    return neighbours


def similar_documents(agreement: Agreement) -> list[Agreement]:
    """The published documents that share most parties and themes with ``agreement``, most first."""
    with database.cursor() as cursor:
        cursor.execute(
            _DOCUMENTS_SQL, {"agreement": agreement.pk, "signed": agreement.signed_upper, "like": MOST_DOCUMENTS}
        )
        keys = [key for (key,) in cursor.fetchall()]
    documents = Agreement.objects.published().for_list().in_bulk(keys)
    return [documents[key] for key in keys if key in documents]
