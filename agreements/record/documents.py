"""The files of documents."""

from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from agreements.base.slugs import derived_slug
from agreements.models import Agreement, Party, Person
from agreements.record import checks, storing
from agreements.record.forms import Territories, document_forms, own_slug
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

    def addresses(self, form: Form) -> Iterator[tuple[type[Any], tuple[Any, ...], str, str]]:
        for section, model in (("parties", Party), ("signatories", Person)):
            for index, entity in enumerate(form.get(section) or ()):
                if entity and entity.get("slug") and (name := (entity.get("name") or {}).get("en")):
                    bearer = f"{name} ({entity.get('side')})" if model is Party else name
                    yield model, (section, index, "slug"), bearer, entity["slug"]

    def store(self, forms: dict[str, Form], published: Mapping[str, str]) -> None:
        storing.store_documents(forms, Territories(), published)


def with_slug(form: Form, held: Form, model: type[Any], name: str) -> Form:
    """The form with its address, else that of the database; without one that is made of the name."""
    slug = form.get("slug", held.get("slug", ""))
    rest = {key: value for key, value in form.items() if key != "slug"}
    return rest if slug in ("", derived_slug(model, name)) else rest | {"slug": slug}


class _Addresses:
    """The addresses of the parties and people of the database, as forms have them."""

    @cached_property
    def parties(self) -> dict[tuple[str, str], Form]:
        return {(party.side, party.name_en): {"slug": own_slug(party)} for party in Party.objects.all()}

    @cached_property
    def people(self) -> dict[str, Form]:
        return {person.name_en: {"slug": own_slug(person)} for person in Person.objects.all()}

    def party(self, form: Form) -> Form:
        """A party's form with its address, unless that is made of the name."""
        side, name = form["side"], form["name"]["en"]
        return with_slug(form, self.parties.get((side, name), {}), Party, name)

    def person(self, form: Form) -> Form:
        """A signatory's form with the person's address, unless that is made of the name."""
        name = form["name"]["en"]
        return with_slug(form, self.people.get(name, {}), Person, name)

    def why_refused(self, form: Form) -> str:
        """The reason if the file states another address than a party or person has in the database, else ''."""
        for party in form["parties"]:
            held = self.parties.get((party["side"], party["name"]["en"]))
            if held and held["slug"] != party.get("slug", ""):
                return f"“{party['name']['en']}”: {OTHER_ADDRESS}"
        for signatory in form.get("signatories", ()):
            held = self.people.get(signatory["name"]["en"])
            if held and held["slug"] != signatory.get("slug", ""):
                return f"“{signatory['name']['en']}”: {OTHER_ADDRESS}"
        return ""


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
