"""How the archive reads words: folding, stems, and names across scripts. docs/search.md tells why."""

from typing import ClassVar

from django.db import migrations

# Stemming without stop words: a phrase needs every word, and "in force" is a status. Words in Latin letters are
# stemmed as English and words in Cyrillic letters as Russian; for Kazakh, which PostgreSQL has no stemmer for, the
# index keeps whole words, and the question's endings are taken off instead.
CONFIGURATION = """
CREATE TEXT SEARCH DICTIONARY search_english (TEMPLATE = pg_catalog.snowball, LANGUAGE = 'english');
CREATE TEXT SEARCH DICTIONARY search_russian (TEMPLATE = pg_catalog.snowball, LANGUAGE = 'russian');
CREATE TEXT SEARCH CONFIGURATION search_stem (COPY = pg_catalog.simple);
ALTER TEXT SEARCH CONFIGURATION search_stem ALTER MAPPING FOR asciiword WITH search_english;
ALTER TEXT SEARCH CONFIGURATION search_stem ALTER MAPPING FOR word WITH search_russian;
"""

# Letters and how they are read by somebody who types without them.
LETTERS = dict(zip("ёәғқңөұүһії", "еагкноуухии", strict=True))
ACCENTED = "áàâäãåāçćčéèêëēğíìîïīıñńóòôöõøōśşšúùûüūýÿžźż"
PLAIN = "aaaaaaaccceeeeegiiiiiinnooooooosssuuuuuyyzzz"
assert len(ACCENTED) == len(PLAIN)


def _replaced() -> str:
    """Nested replace() calls: many times as fast as one translate()."""
    text = "lower(normalize(given, NFKC))"
    for given, read in LETTERS.items():
        text = f"replace({text}, '{given}', '{read}')"
    return text


FUNCTIONS = rf"""
-- Lower case, accents and Kazakh letters forgiven, apostrophes dropped, and everything that is no letter or digit a
-- space. Letters of other scripts stay: a question in them finds nothing rather than everything.
CREATE FUNCTION search_fold(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(
    regexp_replace(
        CASE
            WHEN given ~ '[{ACCENTED}{ACCENTED.upper()}]' THEN translate({_replaced()}, '{ACCENTED}', '{PLAIN}')
            ELSE {_replaced()}
        END,
        '[''`´‘’ʼ\u00ad\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060\ufeff]+', '', 'g'
    ),
    '[^a-z0-9а-я\u00df-\u02ff\u0370-\u03ff\u0460-\u1fff\u2c00-\u2dff\u3040-\ud7ff\uf900-\ufaff]+', ' ', 'g'
));

-- British and American spelling are one: organisation, organization; centre, center; programme, program.
CREATE FUNCTION search_spelling(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(replace(
    folded, 'isation', 'ization'), 'programme', 'program'), 'centre', 'center'), 'theatre', 'theater'),
    'neighbour', 'neighbor'), 'labour', 'labor');

-- Names as they sound, in plain Latin letters: Nazarbayev, Nazarbaev and Назарбаев are one.
-- For one letter stand j (zh), w (sh) and c (ch).
CREATE FUNCTION search_sound(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(regexp_replace(
    translate(
        replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
            regexp_replace(translate(folded, 'wq', 'vk'), 'c(?!h)', 'k', 'g'),
            'shch', 'w'), 'sch', 'w'), 'sh', 'w'), 'ch', 'c'), 'zh', 'j'), 'kh', 'h'), 'gh', 'g'),
            'ц', 'ts'), 'ю', 'iu'), 'я', 'ia'),
        'абвгдежзийклмнопрстуфхчшщыэyъь', 'abvgdejziiklmnoprstufhcwwiei'
    ),
    '([a-z])\1+', '\1', 'g'
), 'io', 'e'), 'ie', 'e');

-- What a text in three languages is found by: English and Russian stems, whole Kazakh words after the mark қ, which
-- no folded word can contain.
CREATE FUNCTION search_vector(en text, ru text, kk text) RETURNS tsvector
LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN to_tsvector(
    'search_stem', search_spelling(search_fold(coalesce(en, ''))) || ' ' || search_fold(coalesce(ru, ''))
) || coalesce(to_tsvector('pg_catalog.simple', replace(' ' || nullif(search_fold(kk), ''), ' ', ' қ')), '');

-- One folded word as search_vector() has it.
CREATE FUNCTION search_lexeme(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce(CASE
    WHEN folded ~ '^[a-z]+$' THEN (ts_lexize('search_english', search_spelling(folded)))[1]
    WHEN folded ~ '^[а-я]+$' THEN (ts_lexize('search_russian', folded))[1]
END, folded);

-- The same lexemes after one more mark, without places: a tier or a family of its own in the same index.
CREATE FUNCTION search_marked(mark text, vector tsvector) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_to_tsvector(ARRAY(SELECT mark || lexeme FROM unnest(vector)));

-- The words of a text as a reader would write them: to know their other forms, and to offer them for a misspelled one.
CREATE FUNCTION search_words(given text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(
    SELECT lexeme FROM unnest(to_tsvector('pg_catalog.simple', given))
    WHERE length(lexeme) BETWEEN 3 AND 40 AND lexeme !~ '[0-9[:punct:]]'
);

-- How a clause is numbered, in the words of the other languages.
CREATE FUNCTION search_reference(ref text, lang text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN (
    SELECT CASE lang WHEN 'ru' THEN min(regexp_replace(ref, en, ru, 'i')) ELSE min(regexp_replace(ref, en, kk, 'i')) END
    FROM (VALUES
        ('^Articles?\M', 'статья', 'бап'), ('^Preamble\M', 'преамбула', 'кіріспе'),
        ('^Chapters?\M', 'глава', 'тарау'), ('^Sections?\M', 'раздел', 'бөлім'),
        ('^(?:Paragraph|Point|Item)s?\M', 'пункт', 'тармақ'), ('^(?:Annex|Appendix)\M', 'приложение', 'қосымша')
    ) AS words(en, ru, kk)
    WHERE ref ~* en
);
"""

DROP = """
DROP FUNCTION search_reference(text, text);
DROP FUNCTION search_words(text);
DROP FUNCTION search_marked(text, tsvector);
DROP FUNCTION search_lexeme(text);
DROP FUNCTION search_vector(text, text, text);
DROP FUNCTION search_sound(text);
DROP FUNCTION search_spelling(text);
DROP FUNCTION search_fold(text);
DROP TEXT SEARCH CONFIGURATION search_stem;
DROP TEXT SEARCH DICTIONARY search_russian;
DROP TEXT SEARCH DICTIONARY search_english;
"""


class Migration(migrations.Migration):
    """Functions and dictionaries of the search."""

    dependencies: ClassVar = [("agreements", "0006_similar_clauses")]
    operations: ClassVar = [
        migrations.RunSQL(CONFIGURATION + FUNCTIONS, DROP),
    ]
