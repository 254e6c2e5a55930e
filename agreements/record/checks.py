"""Checks of consistency: within a document, between documents, and with the vocabulary and places."""

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from django.core.exceptions import ValidationError

from agreements.base.addresses import same_address
from agreements.base.languages import LANGUAGES
from agreements.base.texts import mixed_words
from agreements.models import Agreement
from agreements.models.facts import DOCUMENT, Fact, Holds, without_source
from agreements.record.forms import numbered
from agreements.record.reading import KeyPath, SourceFile, dotted
from agreements.record.shapes import unknown
from agreements.record.structure import Form, KnownNames

_DATES: dict[str, KeyPath] = {
    column.name: (fact.key, column.key) if column.key else (fact.key,)
    for fact in DOCUMENT
    for column in fact.columns
    if column.holds is Holds.DATE
}
"""Where the files have the dates of a document."""


def check_entry(source: SourceFile, form: Form, known: KnownNames, facts: tuple[Fact, ...]) -> None:
    """Report what does not fit together in one entry; ``form`` holds what its shape let through."""
    report = source.report
    if form.get("id") and form["id"] != source.stem:
        report(("id",), f"is “{form['id']}”, but the file is named {source.stem}.yaml; make them the same")
    _warn_of_mixed_words(source, form)
    _report_repeated(source, _shared_identities(form))
    for path, relation in _items(form, "relations"):
        target = relation.get("to")
        if target and target == form.get("id"):
            report((*path, "to"), "names the document itself; name the other document")
        elif target and target not in known.entries:
            report((*path, "to"), unknown(target, known.entries, "document"))

    supported = {key for _, entry in _items(form, "sources") for key in entry.get("supports") or ()}
    stated = [key for key, value in source.data.items() if value]
    for key in without_source(stated, supported, facts):
        report((key,), f"no source supports it; add “{key}” to the supports of the source that says so")
    for path, entry in _items(form, "sources"):
        for index, key in enumerate(entry.get("supports") or ()):
            if key and key not in source.data:
                report((*path, "supports", index), f"the document has no “{key}”; add it or remove it here")


def check_document(source: SourceFile, form: Form, known: KnownNames) -> None:
    """Report what only in a document may not fit together."""
    report = source.report
    _check_dates(source, form)
    _check_place(source, form, known)

    sides = {party.get("side") for _, party in _items(form, "parties")}
    if len(sides) == 1 and None not in sides and None not in form["parties"]:
        report(("parties",), "all stand on one side; add at least one party of the other side")
    for path, signatory in _items(form, "signatories"):
        if signatory.get("side") and None not in sides and signatory["side"] not in sides:
            report((*path, "side"), f"is “{signatory['side']}”, a side that has no party; correct it or add the party")
    _report_repeated(source, _identities(form))


def _report_repeated(source: SourceFile, identities: Iterator[tuple[KeyPath, Any]]) -> None:
    """Report what is in a file twice and may be there only once."""
    seen: dict[Any, str] = {}
    for path, key in identities:
        if key in seen:
            source.report(path, f"stands here twice (first: {seen[key]}); join or remove one")
        seen.setdefault(key, dotted(path))


def _at(form: Form, path: KeyPath) -> Any:
    """The value at ``path``, None where there is none."""
    value: Any = form
    for step in path:
        value = (value or {}).get(step)
    return value


def _items(form: Form, key: str) -> Iterator[tuple[KeyPath, Form]]:
    """The usable items of a list with their paths."""
    for index, item in enumerate(form.get(key) or ()):
        if item is not None:
            yield (key, index), item


def _shared_identities(form: Form) -> Iterator[tuple[KeyPath, Any]]:
    """What may be in an entry of any kind only once."""
    for path, relation in _items(form, "relations"):
        if relation.get("to"):
            yield path, ("relation", relation.get("type"), relation["to"])
    for path, source in _items(form, "sources"):
        if source.get("url"):
            yield path, ("source", same_address(source["url"]))


def _identities(form: Form) -> Iterator[tuple[KeyPath, Any]]:
    """What may be in a document only once."""
    for path, party in _items(form, "parties"):
        if name := (party.get("name") or {}).get("en"):
            yield path, ("party", party.get("side"), name)
    for path, signatory in _items(form, "signatories"):
        if name := (signatory.get("name") or {}).get("en"):
            yield path, ("person", name)
    clauses = form.get("clauses") or ()
    if None not in clauses:
        for index, (number, _clause) in enumerate(numbered(clauses)):
            yield ("clauses", index), ("clause", number)


def _warn_of_mixed_words(source: SourceFile, value: Any, path: KeyPath = ()) -> None:
    """Warn of words that mix Latin and Cyrillic letters: no search for the word finds them."""
    if isinstance(value, dict):
        for key, item in value.items():
            _warn_of_mixed_words(source, item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            _warn_of_mixed_words(source, item, (*path, index))
    elif isinstance(value, str) and path[-1] in (*LANGUAGES, "publisher", "title"):
        for word in mixed_words(value):
            source.warn(path, f"has Latin and Cyrillic letters in one word, “{word}”; is that meant?")


def _check_dates(source: SourceFile, form: Form) -> None:
    """The order of dates, by the rules that hold for a document wherever it is entered."""
    dates = {column: _at(form, path) or "" for column, path in _DATES.items()}
    try:
        Agreement(**dates).clean()
    except ValidationError as error:
        for field, messages in error.message_dict.items():
            for message in messages:
                source.report(_DATES[field], message)


def _check_place(source: SourceFile, form: Form, known: KnownNames) -> None:
    place = form.get("place")
    if not place or not place.get("en"):
        return
    name = place["en"]
    entry = known.places.get(name) or known.regions.get(name)
    if not entry:
        source.report(("place", "en"), unknown(name, {*known.places, *known.regions}, "place"))
        return
    where = "places.yaml" if name in known.places else "regions.yaml"
    for key in ("ru", "kk", "country"):
        stated, expected = place.get(key), entry.get(key)
        if stated and expected and stated != expected:
            source.report(("place", key), f"is “{stated}”, in {where} it is “{expected}”; make them the same")


def check_spelling(documents: list[tuple[SourceFile, Form]]) -> None:
    """Report parties, persons and sources that are not the same in every document."""
    first: dict[Any, tuple[str, int, Any]] = {}
    for source, form in documents:
        for path, identity, value in _spellings(form):
            file, line, before = first.setdefault(identity, (source.name, source.line(path), value))
            if value != before:
                this, other = value or "nothing", before or "nothing"
                source.report(path, f"is “{this}” for “{identity[-2]}”, but “{other}” in {file}:{line}; write the same")


def _spellings(form: Form) -> Iterator[tuple[KeyPath, tuple[Any, ...], Any]]:
    """Each value that has to be the same in all documents that name its bearer: path, bearer and key, value."""
    for path, party in _items(form, "parties"):
        name = party.get("name") or {}
        if name.get("en") and party.get("side"):
            bearer = ("party", party["side"], name["en"])
            yield (*path, "kind"), (*bearer, "kind"), party.get("kind")
            yield (*path, "region"), (*bearer, "region"), party.get("region")
            yield (*path, "slug"), (*bearer, "slug"), party.get("slug")
            yield (*path, "formerly"), (*bearer, "formerly"), ", ".join(party.get("formerly") or ())
            for lang in ("ru", "kk"):
                yield (*path, "name", lang), (*bearer, lang), name.get(lang)
    for path, signatory in _items(form, "signatories"):
        name = signatory.get("name") or {}
        if name.get("en"):
            for lang in ("ru", "kk"):
                yield (*path, "name", lang), ("person", name["en"], lang), name.get(lang)
            yield (*path, "slug"), ("person", name["en"], "slug"), signatory.get("slug")
            yield (*path, "formerly"), ("person", name["en"], "formerly"), ", ".join(signatory.get("formerly") or ())
    for path, source in _items(form, "sources"):
        if source.get("url"):
            for key in ("publisher", "published", "kind", "language"):
                yield (*path, key), ("source", same_address(source["url"]), key), source.get(key)


def stated_addresses(form: Form) -> Iterator[tuple[KeyPath, str]]:
    """The address that an entry states, and its former ones, each with its path."""
    if isinstance(slug := form.get("slug"), str):
        yield ("slug",), slug
    if isinstance(formerly := form.get("formerly"), dict):
        for address in formerly:
            yield ("formerly", address), address


Owner = tuple[str, str]
"""A kind of entry, and what one of it is called."""


def check_slugs(
    entries: list[tuple[SourceFile, KeyPath, Owner, str]],
    held: Iterable[tuple[str, Owner]],
    one_page: Callable[[Owner, Owner], bool],
) -> None:
    """Report addresses that two entries would share.

    ``entries`` are the stated addresses: file, path, who states it, address; ``held`` are those of the database, each
    with its owner. ``one_page`` says whether two owners may have the same.
    """
    owners: dict[str, list[Owner]] = {}
    for slug, owner in held:
        owners.setdefault(slug, []).append(owner)
    for source, path, owner, slug in entries:
        known = owners.setdefault(slug, [])
        others = [other for other in known if other != owner and not one_page(owner, other)]
        if others:
            source.report(path, f"“{slug}” is the address of “{others[0][1]}”; choose another")
        elif owner not in known:
            known.append(owner)


def check_named(source: SourceFile, entries: dict[str, Form | None]) -> None:
    """Report entries of places.yaml or regions.yaml whose key is not their English name."""
    for key, entry in entries.items():
        if entry and entry.get("en") and entry["en"] != key:
            source.report((key, "en"), f"is “{entry['en']}”, but the key is “{key}”; make them the same")
        if entry and entry.get("same_as") == key:
            source.report((key, "same_as"), "names the place itself; name the other entry")
