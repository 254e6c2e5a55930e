"""Which tables the index reads, what of them, and which documents a changed row of each is part of."""

from agreements.models import Term

_VOCABULARY = tuple(str(model._meta.model_name) for model in Term.schemes().values() if model.in_search)

# The columns that are read. An UPDATE of anything else is nothing to the index. It reads nothing of the levels of
# confidence but their keys, which are in the documents.
READ = {
    "entry": """
        id, record_id, state, confidence_id, title_en, title_ru, title_kk, summary_en, summary_ru, summary_kk,
        notes_en, notes_ru, notes_kk
    """,
    "entry_themes": "entry_id, theme_id",
    "agreement": """
        entry_id, kind_id, level_id, status_id, signed, place_id, place_region_id, languages,
        occasion_en, occasion_ru, occasion_kk, renewal_en, renewal_ru, renewal_kk,
        original_archive_en, original_archive_ru, original_archive_kk, original_fonds, original_inventory,
        original_file, original_sheets, identifier_adilet, identifier_cntd, identifier_unts, identifier_wikidata
    """,
    "agreement_regions": "agreement_id, region_id",
    "participation": "agreement_id, party_id",
    "signatory": "agreement_id, person_id, office_en, office_ru, office_kk",
    "clause": """
        id, agreement_id, position, ref, heading_en, heading_ru, heading_kk, summary_en, summary_ru, summary_kk,
        text_en, text_ru, text_kk
    """,
    "clause_themes": "clause_id, theme_id",
    "party": "id, slug, side, name_en, name_ru, name_kk",
    "person": "id, slug, name_en, name_ru, name_kk",
    "place": "id, slug, name_en, name_ru, name_kk, region_id, same_as_id",
    "region": "id, slug, name_en, name_ru, name_kk",
    **dict.fromkeys(_VOCABULARY, "key, label_en, label_ru, label_kk, alt_en, alt_ru, alt_kk"),
}

# The documents of rows of the table that are in ``changed``.
DOCUMENTS = {
    "entry": "SELECT id FROM changed",
    **dict.fromkeys(("entry_themes", "agreement"), "SELECT entry_id FROM changed"),
    **dict.fromkeys(
        ("agreement_regions", "participation", "signatory", "clause"),
        "SELECT agreement_id FROM changed",
    ),
    "clause_themes": "SELECT agreement_id FROM agreements_clause WHERE id IN (SELECT clause_id FROM changed)",
    "party": "SELECT agreement_id FROM agreements_participation WHERE party_id IN (SELECT id FROM changed)",
    "person": "SELECT agreement_id FROM agreements_signatory WHERE person_id IN (SELECT id FROM changed)",
    "place": """
        SELECT a.entry_id FROM agreements_agreement a JOIN agreements_place p ON p.id = a.place_id
        WHERE p.id IN (SELECT id FROM changed UNION SELECT same_as_id FROM changed)
        OR p.same_as_id IN (SELECT id FROM changed)
    """,
    "region": """
        SELECT agreement_id FROM agreements_agreement_regions WHERE region_id IN (SELECT id FROM changed)
        UNION SELECT entry_id FROM agreements_agreement WHERE place_region_id IN (SELECT id FROM changed)
        UNION SELECT a.entry_id FROM agreements_agreement a JOIN agreements_place p ON p.id = a.place_id
        WHERE p.region_id IN (SELECT id FROM changed)
    """,
    "theme": """
        SELECT entry_id FROM agreements_entry_themes WHERE theme_id IN (SELECT key FROM changed)
        UNION SELECT c.agreement_id FROM agreements_clause c JOIN agreements_clause_themes l ON l.clause_id = c.id
        WHERE l.theme_id IN (SELECT key FROM changed)
    """,
    **{
        table: f"SELECT entry_id FROM agreements_agreement WHERE {table}_id IN (SELECT key FROM changed)"
        for table in ("kind", "level", "status")
    },
}
