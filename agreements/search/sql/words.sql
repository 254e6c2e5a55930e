-- How the archive reads words: folding, stems, and names across scripts. docs/search.md tells why.

-- English words are known by their stems, without stop words: a phrase needs every word, and "in force" is a status. Forms
-- of Russian and Kazakh words are told when a question is asked (agreements/search/forms.py).
CREATE TEXT SEARCH DICTIONARY search_english (TEMPLATE = pg_catalog.snowball, LANGUAGE = 'english');

-- Small letters, and the Kazakh ones and ё as somebody types them who does not have them. Nested calls of replace()
-- are many times as fast as one translate().
CREATE FUNCTION search_plain_letters(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(replace(replace(replace(replace(replace(replace(replace(replace(
    lower(normalize(given, NFKC)),
    'ё', 'е'), 'ә', 'а'), 'ғ', 'г'), 'қ', 'к'), 'ң', 'н'), 'ө', 'о'), 'ұ', 'у'), 'ү', 'у'), 'һ', 'х'), 'і', 'и');

-- Lower case, accents and Kazakh letters forgiven, apostrophes dropped, and everything that is no letter or digit a
-- space. Letters of other scripts stay: a question in them finds nothing rather than everything.
CREATE FUNCTION search_fold(given text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN btrim(regexp_replace(
    regexp_replace(
        CASE
            WHEN given ~ '[áàâäãåāçćčéèêëēğíìîïīıñńóòôöõøōśşšúùûüūýÿžźżÁÀÂÄÃÅĀÇĆČÉÈÊËĒĞÍÌÎÏĪIÑŃÓÒÔÖÕØŌŚŞŠÚÙÛÜŪÝŸŽŹŻ]'
            THEN translate(
                search_plain_letters(search_unmixed(given)),
                'áàâäãåāçćčéèêëēğíìîïīıñńóòôöõøōśşšúùûüūýÿžźż',
                'aaaaaaaccceeeeegiiiiiinnooooooosssuuuuuyyzzz'
            )
            ELSE search_plain_letters(search_unmixed(given))
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
-- One letter is written for two: j for zh, w for sh, c for ch.
CREATE FUNCTION search_sound(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN replace(replace(regexp_replace(
    translate(
        replace(replace(replace(
            CASE WHEN folded ~ '[wqch]' THEN
                replace(replace(replace(replace(replace(replace(replace(
                    regexp_replace(translate(folded, 'wq', 'vk'), 'c(?!h)', 'k', 'g'),
                    'shch', 'w'), 'sch', 'w'), 'sh', 'w'), 'ch', 'c'), 'zh', 'j'), 'kh', 'h'), 'gh', 'g')
                ELSE folded
            END,
            'ц', 'ts'), 'ю', 'iu'), 'я', 'ia'),
        'абвгдежзийклмнопрстуфхчшщыэyъь', 'abvgdejziiklmnoprstufhcwwiei'
    ),
    '([a-z])\1+', '\1', 'g'
), 'io', 'e'), 'ie', 'e');

-- Words with hyphens in them as one word each: co-operation as cooperation.
CREATE FUNCTION search_joined(given text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE WHEN given ~ '[^\s\d[:punct:]][-\u2010\u2011][^\s\d[:punct:]]' THEN ARRAY(
    SELECT DISTINCT search_fold(regexp_replace(found[1], '[-\u2010\u2011]', '', 'g'))
    FROM regexp_matches(
        given, '[A-Za-z\u00c0-\u024f\u0400-\u04ff]+(?:[-\u2010\u2011][A-Za-z\u00c0-\u024f\u0400-\u04ff]+)+', 'g'
    ) AS found
) ELSE '{}' END;

-- Lexemes after a prefix, without positions: a tier or a family of its own in the same index.
CREATE FUNCTION search_prefixed(prefix text, lexemes text[]) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN array_to_tsvector(ARRAY(SELECT prefix || lexeme FROM unnest(lexemes) AS lexeme));

-- One vector after another, with two places between them, so that no words follow each other that stand in two texts.
CREATE FUNCTION search_after(before tsvector, next tsvector) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN before = ''::tsvector THEN next
    ELSE before || ts_delete('#:2'::tsvector || next, '#')
END;
CREATE AGGREGATE search_concat(tsvector) (SFUNC = search_after, STYPE = tsvector, INITCOND = '');

-- What one text is found by: its words after a prefix, each in its place, and without one what hyphens divide.
CREATE FUNCTION search_line(line text, prefix text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN coalesce(to_tsvector('pg_catalog.simple', replace(' ' || nullif(search_fold(line), ''), ' ', ' ' || prefix)), '')
    || search_prefixed(prefix, search_joined(line));

-- The same of a text, or of several with a record separator (U+001E) between them, such as the names of a term.
CREATE FUNCTION search_vector(given text, prefix text) RETURNS tsvector
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN strpos(given, U&'\001E') = 0 THEN search_line(given, prefix)
    ELSE (
        SELECT coalesce(search_concat(search_line(line, prefix) ORDER BY number), '')
        FROM string_to_table(given, U&'\001E') WITH ORDINALITY AS lines(line, number)
    )
END;

-- The stem of a folded English word; any other is its own.
CREATE FUNCTION search_lexeme(folded text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN CASE
    WHEN folded ~ '^[a-z]+$' THEN coalesce((ts_lexize('search_english', search_spelling(folded)))[1], folded)
    ELSE folded
END;

-- The words of a text as a reader would write them: to know their other forms, and to offer them for a misspelled one.
-- Kazakh ones begin with a mark, because theirs is another grammar.
CREATE FUNCTION search_words(given text, lang text) RETURNS text[]
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN ARRAY(
    SELECT CASE lang WHEN 'kk' THEN '=' ELSE '' END || lexeme FROM (
        SELECT unnest(tsvector_to_array(to_tsvector('pg_catalog.simple', translate(given, '''`´‘’ʼ', ''))))
        UNION SELECT unnest(search_joined(given))
    ) words(lexeme)
    WHERE length(lexeme) BETWEEN 2 AND 40 AND lexeme !~ '[0-9[:punct:]]'
);

-- The day, month and year of a date in words, as far as they are known: 11 November 2013, ноябрь 2013 года.
CREATE FUNCTION search_date(edtf text, lang text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE
RETURN concat_ws(' ',
    CASE lang WHEN 'en' THEN ltrim(substring(edtf FROM '^\d{4}-\d\d-(\d\d)'), '0') END,
    (CASE lang
        WHEN 'en' THEN
            '{January,February,March,April,May,June,July,August,September,October,November,December}'::text[]
        WHEN 'ru' THEN
            '{январь,февраль,март,апрель,май,июнь,июль,август,сентябрь,октябрь,ноябрь,декабрь}'::text[]
        ELSE '{қаңтар,ақпан,наурыз,сәуір,мамыр,маусым,шілде,тамыз,қыркүйек,қазан,қараша,желтоқсан}'::text[]
    END)[substring(edtf FROM '^\d{4}-(\d\d)')::integer],
    CASE lang WHEN 'en' THEN 'year ' || edtf_year(edtf) WHEN 'ru' THEN 'год' ELSE 'жыл' END
);

-- A text, as UTF-8, is read in pieces of so many bytes. A piece begins somewhat before the end of the one before it, so
-- that words which go together are together in one of the two; halves of words at its ends are left out.
CREATE FUNCTION search_piece(bytes bytea, number integer) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT PARALLEL SAFE AS $$
DECLARE
    size CONSTANT integer := 8000;
    overlap CONSTANT integer := 400;
    first integer := greatest(number * size - overlap, 0);
    after_last integer := least((number + 1) * size, length(bytes));
    piece text;
BEGIN
    -- No letter is cut: its bytes after the first one begin with the bits 10.
    WHILE first > 0 AND get_byte(bytes, first) & 192 = 128 LOOP
        first := first - 1;
    END LOOP;
    WHILE after_last < length(bytes) AND get_byte(bytes, after_last) & 192 = 128 LOOP
        after_last := after_last - 1;
    END LOOP;
    piece := convert_from(substring(bytes FROM first + 1 FOR after_last - first), 'UTF8');
    IF first > 0 THEN
        piece := substr(piece, regexp_instr(left(piece, 100), '\s') + 1);
    END IF;
    IF after_last < length(bytes) THEN
        piece := left(piece, length(piece) - regexp_instr(reverse(right(piece, 100)), '\s'));
    END IF;
    RETURN piece;
END
$$;

CREATE FUNCTION search_pieces(given text) RETURNS TABLE (number integer, piece text)
LANGUAGE sql STABLE PARALLEL SAFE ROWS 1 AS $$
SELECT 0, given WHERE octet_length(given) <= 8000
UNION ALL
SELECT n, search_piece(whole.bytes, n)
FROM (SELECT convert_to(given, 'UTF8') AS bytes WHERE octet_length(given) > 8000 OFFSET 0) whole
CROSS JOIN LATERAL generate_series(0, (length(whole.bytes) - 1) / 8000) n
$$;

-- A text as it is shown where its passage of this number was found: the piece, or all of it where that is not long.
CREATE FUNCTION search_shown(given text, number integer) RETURNS text
LANGUAGE sql STABLE STRICT PARALLEL SAFE AS $$
SELECT CASE WHEN octet_length(given) <= 8000 THEN given ELSE search_piece(convert_to(given, 'UTF8'), number) END
$$;
