"""The same searches in Datasette (facets over SQLite FTS5) and in tantivy (the floor that an engine can reach)."""

import asyncio
import json
import sqlite3
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from benchmarks.artificial import COMMON, RARE, Document, word

Cases = dict[str, Callable[[], Any]]
CHOICES = {"kind": "treaty", "level": "interstate", "status": "in-force"}
FACETS = ("kind", "level", "status", "year", "place", "region")
ARRAYS = ("themes", "parties", "signatories")


def texts(document: Document) -> str:
    """All words of a document, which an index over documents has to hold."""
    return " ".join([document.summary, *(" ".join(clause[:4]) for clause in document.clauses)])


def datasette_cases(path: Path, made: Iterable[Document]) -> Cases:
    """Datasette, asked in its own process as its tests do, without the network; its limits are lifted."""
    from datasette.app import Datasette

    path.unlink(missing_ok=True)
    with sqlite3.connect(path) as database:
        database.executescript("""
        CREATE TABLE documents (id INTEGER PRIMARY KEY, title TEXT, text TEXT, year INTEGER, kind TEXT, level TEXT,
            status TEXT, place INTEGER, region INTEGER, themes TEXT, parties TEXT, signatories TEXT);
        CREATE TABLE clauses (id INTEGER PRIMARY KEY, document INTEGER, heading TEXT, text TEXT, theme TEXT);
        CREATE VIRTUAL TABLE documents_fts USING fts5(title, text, content=documents, content_rowid=id);
        CREATE VIRTUAL TABLE clauses_fts USING fts5(heading, text, content=clauses, content_rowid=id);
        """)
        for document in made:
            database.execute(
                "INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                [document.number, document.title, texts(document), document.year, document.kind, document.level,
                 document.status, document.number % 41, document.number % 38, json.dumps(document.themes),
                 json.dumps(document.parties), json.dumps(document.signatories)],
            )  # fmt: skip
            database.executemany(
                "INSERT INTO clauses (document, heading, text, theme) VALUES (?, ?, ?, ?)",
                [(document.number, clause[0], " ".join(clause[1:4]), clause[4]) for clause in document.clauses],
            )
        database.executescript("""
        INSERT INTO documents_fts (documents_fts) VALUES ('rebuild');
        INSERT INTO clauses_fts (clauses_fts) VALUES ('rebuild');
        CREATE INDEX documents_kind ON documents (kind); CREATE INDEX documents_level ON documents (level);
        CREATE INDEX documents_status ON documents (status); CREATE INDEX documents_year ON documents (year);
        ANALYZE;
        """)
    limits = {"sql_time_limit_ms": 60_000, "facet_time_limit_ms": 60_000, "facet_suggest_time_limit_ms": 1,
              "suggest_facets": False, "default_page_size": 20}  # fmt: skip
    served = Datasette([str(path)], settings=limits)
    loop = asyncio.new_event_loop()
    loop.run_until_complete(served.invoke_startup())

    def get(table: str, params: dict[str, str], facets: bool = True) -> Callable[[], Any]:
        pairs = list(params.items())
        if facets:
            pairs += [("_facet", name) for name in FACETS] + [("_facet_array", name) for name in ARRAYS]
        address = f"/{path.stem}/{table}.json?{urlencode(pairs)}"

        def ask() -> Any:
            response = loop.run_until_complete(served.client.get(address))
            assert response.status_code == 200, response.text[:300]
            return response

        return ask

    return {
        "plain list": get("documents", {}),
        "rare word": get("documents", {"_search": RARE}),
        "common word": get("documents", {"_search": COMMON}),
        "word and three facets": get("documents", {"_search": COMMON, **CHOICES}),
        "clauses": get("clauses", {"_search": COMMON}, facets=False),
        "suggestions": get(
            "documents", {"_search": f"{word(40, 'en')[:4]}*", "_searchmode": "raw", "_size": "8"}, facets=False
        ),
    }


def tantivy_cases(path: Path, made: Iterable[Document]) -> Cases:
    """tantivy: the ten best and the exact number, no facets, no page."""
    import tantivy

    path.mkdir(parents=True, exist_ok=True)
    builder = tantivy.SchemaBuilder()
    builder.add_integer_field("id", stored=True)
    builder.add_text_field("title", stored=True)
    builder.add_text_field("text")
    for name in ("kind", "level", "status"):
        builder.add_text_field(name, tokenizer_name="raw")
    schema = builder.build()
    index = tantivy.Index(schema, path=str(path))
    writer = index.writer(heap_size=128_000_000, num_threads=1)
    for document in made:
        writer.add_document(
            tantivy.Document(id=document.number, title=document.title, text=texts(document), kind=document.kind,
                             level=document.level, status=document.status)
        )  # fmt: skip
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(query: str) -> Callable[[], Any]:
        parsed = index.parse_query(query, ["title", "text"])
        return lambda: [searcher.doc(address) for _, address in searcher.search(parsed, 20, count=True).hits]

    chosen = " ".join(f'+{name}:"{value}"' for name, value in CHOICES.items())
    return {
        "plain list": ask("*"),
        "rare word": ask(RARE),
        "common word": ask(COMMON),
        "word and three facets": ask(f"+{COMMON} {chosen}"),
    }
