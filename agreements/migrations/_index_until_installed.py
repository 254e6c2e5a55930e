"""The index over the tables of entries. It goes when the index is installed from its own files."""
import importlib
import re
from typing import Any

OFF = """
DO $$ DECLARE r record; BEGIN
    FOR r IN SELECT tgname, tgrelid::regclass t FROM pg_trigger WHERE tgname LIKE 'search\\_%' AND tgname <> 'search_work_off'
    LOOP EXECUTE format('DROP TRIGGER %I ON %s', r.tgname, r.t); END LOOP;
END $$;
DROP VIEW search_vocabulary, search_names, search_value, search_term;
"""
VIEW = """
CREATE VIEW search_agreement AS
SELECT e.*, a.signed, a.signed_lower, a.signed_upper, a.signed_year, a.kind_id, a.level_id, a.status_id, a.place_id,
    a.place_region_id, a.languages, a.occasion_en, a.occasion_ru, a.occasion_kk, a.renewal_en, a.renewal_ru, a.renewal_kk,
    a.identifier_adilet, a.identifier_cntd, a.identifier_unts, a.identifier_wikidata, a.original_archive_en,
    a.original_archive_ru, a.original_archive_kk, a.original_fonds, a.original_inventory, a.original_file, a.original_sheets
FROM agreements_entry e JOIN agreements_agreement a ON a.entry_id = e.id;
"""


def renamed(sql: str) -> str:
    sql = re.sub(r"agreements_agreement_themes l ", "agreements_entry_themes l ", sql)
    sql = sql.replace("SELECT agreement_id, 'theme', theme_id FROM agreements_agreement_themes", "SELECT entry_id, 'theme', theme_id FROM agreements_entry_themes")
    sql = sql.replace("SELECT agreement_id FROM agreements_agreement_themes", "SELECT entry_id FROM agreements_entry_themes")
    return re.sub(r"\bagreements_agreement\b", "search_agreement", sql)


def on(apps: Any, editor: Any) -> None:
    old = importlib.import_module("agreements.migrations.0011_search_index")
    cures = importlib.import_module("agreements.migrations.0013_index_cures")
    editor.execute(VIEW)
    editor.execute(renamed(old.SOURCES), params=None)
    for name in ("search_refresh(bigint[])", "search_work_off()"):
        with editor.connection.cursor() as cursor:
            cursor.execute(f"SELECT pg_get_functiondef('{name}'::regprocedure)")
            (text,) = cursor.fetchone()
        editor.execute(renamed(text), params=None)
    watched = {k: v for k, v in old.WATCHED.items() if k != "confidence"}
    watched["entry"] = "SELECT id FROM changed"
    watched["agreement"] = "SELECT entry_id FROM changed"
    watched["entry_themes"] = "SELECT entry_id FROM changed"
    del watched["agreement_themes"]
    read = dict(cures.READ)
    read["entry"] = "id, record_id, state, title_en, title_ru, title_kk, summary_en, summary_ru, summary_kk, notes_en, notes_ru, notes_kk, confidence_id"
    read["agreement"] = "entry_id, kind_id, level_id, status_id, signed, place_id, place_region_id, languages, occasion_en, occasion_ru, occasion_kk, renewal_en, renewal_ru, renewal_kk, identifier_adilet, identifier_cntd, identifier_unts, identifier_wikidata, original_archive_en, original_archive_ru, original_archive_kk, original_fonds, original_inventory, original_file, original_sheets"
    read["entry_themes"] = "entry_id, theme_id"
    cures.READ.update(read)
    for table, documents in watched.items():
        for event, rows in (("INSERT", "REFERENCING NEW TABLE AS changed"), ("UPDATE", "REFERENCING OLD TABLE AS before NEW TABLE AS after"), ("DELETE", "REFERENCING OLD TABLE AS changed"), ("TRUNCATE", "")):
            documents_ = renamed(documents)
            if event == "UPDATE":
                documents_ = f"WITH changed AS ({cures._changed_rows(table)}) " + documents_
            argument = documents_.replace("'", "''")
            editor.execute(f"CREATE TRIGGER search_{event.lower()} AFTER {event} ON agreements_{table} {rows} FOR EACH STATEMENT EXECUTE FUNCTION search_note_change('{argument}');", params=None)
    editor.execute("INSERT INTO search_due (agreement_id) VALUES (NULL)")
    editor.execute("SET CONSTRAINTS search_work_off IMMEDIATE")
    editor.execute("SET CONSTRAINTS search_work_off DEFERRED")
