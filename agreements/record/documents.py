"""The files of documents."""

from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from typing import Any

from agreements.base.slugs import derived_slug
from agreements.models import Agreement, Party, Person
from agreements.record import checks, storing
from agreements.record.forms import Territories, document_forms, own_addresses
from agreements.record.kinds import EntryFiles
from agreements.record.numbering import with_numbers
from agreements.record.reading import SourceFile
from agreements.record.shapes import Shape
from agreements.record.structure import Form, KnownNames, document_shapes

OTHER_ADDRESS = "the file states another address than it has here, and an address never changes"


class DocumentFiles(EntryFiles):
    """One file a document, with its parties and signatories."""

    directory = "documents"
    model = Agreement

    def own_shapes(self, known: KnownNames) -> dict[str, Shape]:
        return document_shapes(known)

    def check(self, source: SourceFile, form: Form, known: KnownNames) -> None:
        super().check(source, form, known)
        checks.check_document(source, form, known)

    def check_all(self, files: list[tuple[SourceFile, Form]]) -> None:
        checks.check_spelling(files)

    def forms(self, entries: Any) -> dict[str, Form]:
        return document_forms(entries, Territories())

    def canonical(self, forms: dict[str, Form], held: dict[str, Form]) -> dict[str, Form]:
        territories, addresses = Territories(), _Addresses()
        return {key: _canonical(form, held.get(key, {}), territories, addresses) for key, form in forms.items()}

    def refused(self, forms: dict[str, Form]) -> dict[str, str]:
        addresses = _Addresses()
        return {key: reason for key, form in forms.items() if (reason := addresses.why_refused(form))}

    def bearers(self, form: Form) -> Iterator[tuple[tuple[str, ...], Form]]:
        return storing.named(form)

    def territories(self, form: Form) -> Iterator[str | None]:
        yield form.get("place", {}).get("en")
        yield from form.get("regions", ())
        yield from (party.get("region") for party in form["parties"])

    def addresses(self, form: Form) -> Iterator[tuple[type[Any], tuple[Any, ...], str, str]]:
        for section, model in (("parties", Party), ("signatories", Person)):
            for index, entity in enumerate(form.get(section) or ()):
                if entity and (name := (entity.get("name") or {}).get("en")):
                    bearer = f"{name} ({entity.get('side')})" if model is Party else name
                    for path, slug in checks.stated_addresses(entity):
                        yield model, (section, index, *path), bearer, slug

    def store(self, forms: dict[str, Form], published: Mapping[str, str]) -> None:
        storing.store_documents(forms, Territories(), published)


def with_addresses(form: Form, held: Form, model: type[Any], name: str) -> Form:
    """The form with its address, else that of the database; without one that is made of the name.

    What the database knows of mergers stays, whatever the file says of them.
    """
    slug = form.get("slug", held.get("slug", ""))
    formerly = held.get("formerly", {}) | form.get("formerly", {})
    rest = {key: value for key, value in form.items() if key not in ("slug", "formerly")}
    stated = {"slug": "" if slug == derived_slug(model, name) else slug, "formerly": formerly}
    return rest | {key: value for key, value in stated.items() if value}


class _Addresses:
    """The addresses of the parties and people of the database, as forms have them."""

    @cached_property
    def parties(self) -> dict[tuple[str, str], Form]:
        return {(party.side, party.name_en): own_addresses(party) for party in Party.objects.all()}

    @cached_property
    def people(self) -> dict[str, Form]:
        return {person.name_en: own_addresses(person) for person in Person.objects.all()}

    def party(self, form: Form) -> Form:
        """A party's form with its address, unless that is made of the name."""
        side, name = form["side"], form["name"]["en"]
        return with_addresses(form, self.parties.get((side, name), {}), Party, name)

    def person(self, form: Form) -> Form:
        """A signatory's form with the person's address, unless that is made of the name."""
        name = form["name"]["en"]
        return with_addresses(form, self.people.get(name, {}), Person, name)

    def why_refused(self, form: Form) -> str:
        """Why a file is refused that states another address than here, or a name that was merged, else ''."""
        named: list[tuple[dict[Any, Form], list[Form], Callable[[Form], Any]]] = [
            (self.parties, form["parties"], lambda one: (one["side"], one["name"]["en"])),
            (self.people, form.get("signatories", []), lambda one: one["name"]["en"]),
        ]
        for held, entities, key_of in named:
            merged = merged_names(held)
            for entity in entities:
                name, key = entity["name"]["en"], key_of(entity)
                if key in held and held[key].get("slug", "") != entity.get("slug", ""):
                    return f"“{name}”: {OTHER_ADDRESS}"
                if key not in held and key in merged:
                    return merged_into(name, merged[key])
        return ""


def merged_names(held: Mapping[Any, Form]) -> dict[Any, str]:
    """What entries were called that were merged, each with the name of the entry that stayed.

    ``held`` are the forms of those that the database has, by name, or by side and name.
    """
    names = {}
    for key, form in held.items():
        side, stays = key if isinstance(key, tuple) else ("", key)
        for name in form.get("formerly", {}).values():
            names[(side, name) if side else name] = stays
    return names


def merged_into(name: str, stays: str) -> str:
    """Why a file is refused that names what was merged."""
    return f"“{name}” was merged into “{stays}” here; name that"


def _canonical(form: Form, held: Form, territories: Territories, addresses: _Addresses) -> Form:
    """A document's form without values that follow from others, as the database would give it.

    ``held`` is the form that the database has, where it has the document.
    """
    parties = []
    for party in form["parties"]:
        derived = territories.of(party["side"], party["kind"], party["name"]["en"])
        if party.get("region") == derived:
            party = {key: value for key, value in party.items() if key != "region"}
        parties.append(addresses.party(party))
    form = form | {"parties": parties}
    if "signatories" in form:
        form["signatories"] = [addresses.person(signatory) for signatory in form["signatories"]]
    if "clauses" in form:
        clauses = [{"ref": ""} | clause for clause in form["clauses"]]
        form["clauses"] = with_numbers(clauses, held.get("clauses", []))
    return form
