-- What the index is made of, said once.

-- Documents with what they share with every entry.
CREATE VIEW search_entry AS
SELECT e.*, a.signed, a.signed_lower, a.signed_upper, a.signed_year, a.kind_id, a.level_id, a.status_id, a.place_id,
    a.place_region_id, a.languages, a.occasion_en, a.occasion_ru, a.occasion_kk, a.renewal_en, a.renewal_ru,
    a.renewal_kk, a.identifier_adilet, a.identifier_cntd, a.identifier_unts, a.identifier_wikidata,
    a.original_archive_en, a.original_archive_ru, a.original_archive_kk, a.original_fonds, a.original_inventory,
    a.original_file, a.original_sheets
FROM agreements_entry e JOIN agreements_agreement a ON a.entry_id = e.id;


-- The vocabulary, with the other words that mean the same.
CREATE VIEW search_term(facet, key, en, ru, kk) AS
SELECT 'kind', key, concat_ws(' ', label_en, array_to_string(alt_en, ' ')), concat_ws(' ', label_ru, array_to_string(alt_ru, ' ')), concat_ws(' ', label_kk, array_to_string(alt_kk, ' ')) FROM agreements_kind
UNION ALL SELECT 'level', key, concat_ws(' ', label_en, array_to_string(alt_en, ' ')), concat_ws(' ', label_ru, array_to_string(alt_ru, ' ')), concat_ws(' ', label_kk, array_to_string(alt_kk, ' ')) FROM agreements_level
UNION ALL SELECT 'status', key, concat_ws(' ', label_en, array_to_string(alt_en, ' ')), concat_ws(' ', label_ru, array_to_string(alt_ru, ' ')), concat_ws(' ', label_kk, array_to_string(alt_kk, ' ')) FROM agreements_status
UNION ALL SELECT 'theme', key, concat_ws(' ', label_en, array_to_string(alt_en, ' ')), concat_ws(' ', label_ru, array_to_string(alt_ru, ' ')), concat_ws(' ', label_kk, array_to_string(alt_kk, ' ')) FROM agreements_theme;

-- The values of every facet, document by document.
CREATE VIEW search_value(agreement_id, facet, value) AS
SELECT id, 'kind', kind_id FROM search_entry
UNION ALL SELECT id, 'level', level_id FROM search_entry
UNION ALL SELECT id, 'status', status_id FROM search_entry
UNION ALL SELECT id, 'confidence', confidence_id FROM search_entry
UNION ALL SELECT id, 'year', signed_year::text FROM search_entry
UNION ALL SELECT id, 'all', '' FROM search_entry
UNION ALL SELECT id, 'language', unnest(languages) FROM search_entry
UNION ALL SELECT entry_id, 'theme', theme_id FROM agreements_entry_themes
UNION ALL SELECT c.agreement_id, 'theme', l.theme_id
    FROM agreements_clause c JOIN agreements_clause_themes l ON l.clause_id = c.id
UNION ALL SELECT l.agreement_id, 'party', p.slug
    FROM agreements_participation l JOIN agreements_party p ON p.id = l.party_id
UNION ALL SELECT l.agreement_id, 'side', p.side
    FROM agreements_participation l JOIN agreements_party p ON p.id = l.party_id
UNION ALL SELECT agreement_id, 'signed', '' FROM agreements_signatory
UNION ALL SELECT l.agreement_id, 'signatory', p.slug
    FROM agreements_signatory l JOIN agreements_person p ON p.id = l.person_id
UNION ALL SELECT a.id, 'place', p.slug
    FROM search_entry a JOIN agreements_place p ON p.id = a.place_id
UNION ALL SELECT a.id, 'place', r.slug
    FROM search_entry a JOIN agreements_region r ON r.id = a.place_region_id
UNION ALL SELECT l.agreement_id, 'region', r.slug
    FROM agreements_agreement_regions l JOIN agreements_region r ON r.id = l.region_id;

-- Who and where: parties, people, places under all their names, regions.
CREATE VIEW search_names(agreement_id, en, ru, kk) AS
SELECT l.agreement_id, p.name_en, p.name_ru, p.name_kk
    FROM agreements_participation l JOIN agreements_party p ON p.id = l.party_id
UNION ALL SELECT l.agreement_id, p.name_en, p.name_ru, p.name_kk
    FROM agreements_signatory l JOIN agreements_person p ON p.id = l.person_id
UNION ALL SELECT a.id, p.name_en, p.name_ru, p.name_kk
    FROM search_entry a JOIN agreements_place p ON p.id = a.place_id
UNION ALL SELECT a.id, other.name_en, other.name_ru, other.name_kk
    FROM search_entry a JOIN agreements_place p ON p.id = a.place_id
    JOIN agreements_place other ON other.id = p.same_as_id OR other.same_as_id = p.id
UNION ALL SELECT a.id, r.name_en, r.name_ru, r.name_kk
    FROM search_entry a JOIN agreements_place p ON p.id = a.place_id
    JOIN agreements_region r ON r.id = p.region_id
UNION ALL SELECT a.id, r.name_en, r.name_ru, r.name_kk
    FROM search_entry a JOIN agreements_region r ON r.id = a.place_region_id
UNION ALL SELECT l.agreement_id, r.name_en, r.name_ru, r.name_kk
    FROM agreements_agreement_regions l JOIN agreements_region r ON r.id = l.region_id;

-- The words under which a document is catalogued: vocabulary with its other words, countries, that somebody signed.
CREATE VIEW search_vocabulary(facet, value, en, ru, kk) AS
SELECT facet, key, en, ru, kk FROM search_term
UNION ALL SELECT 'side', code, en, ru, kk FROM search_country
UNION ALL SELECT 'signed', '', 'signed by signatory', 'подписал подписано подписант', 'қол қойған қойды';
