"""Pages of parties, people, themes and places: their documents, and with whom, when and about what."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.conf import settings
from django.contrib.postgres.aggregates import BoolOr
from django.db.models import Case, CharField, Count, F, Max, Min, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from agreements.base.alphabet import SKIPPED, in_alphabet
from agreements.base.database import asking_index
from agreements.base.edtf import Edtf
from agreements.base.languages import LANGUAGES, Text, country_name, page_language
from agreements.base.names import surname_first
from agreements.base.paging import Pages
from agreements.entities.namesakes import has_namesake
from agreements.models import (
    Agreement,
    AgreementQuerySet,
    Clause,
    Party,
    Person,
    Place,
    Region,
    Signatory,
    Theme,
)
from agreements.models.addresses import Addressed, at_former_address
from agreements.models.order import by_signature
from agreements.models.visibility import name_key, public, surname_key
from agreements.search import listing
from agreements.search.counts import count
from agreements.search.entry_types import DOCUMENTS

INDEX_SIZE = 200  # entries of an index on one page
THEMES_SHOWN = 12  # of those that the documents of a page are on


@dataclass(frozen=True)
class Group:
    """Entries of an index under one heading; a group of groups has them below it."""

    label: str
    entries: list[Any]


def groups(entries: Iterable[Any], label: Any) -> list[Group]:
    """The entries, which are in order, under a heading each time that it changes."""
    return [Group(str(name), list(of_it)) for name, of_it in groupby(entries, label)]


def by_side(field: str) -> Case:
    """What sorts by a column with a country: the sides of the archive in their order, then all others."""
    sides = [When(**{field: side}, then=Value(number)) for number, side in enumerate(settings.ARCHIVE_SIDES)]
    return Case(*sides, default=Value(len(sides)))


def span(agreements: AgreementQuerySet) -> dict[str, Edtf]:
    """The dates of the ``first`` and the ``last`` of the documents."""
    ends = {"first": agreements.by_signature(), "last": agreements.by_signature(latest_first=True)}
    return {name: Edtf.parse(date) for name, rows in ends.items() for date in rows.values_list("signed", flat=True)[:1]}


def with_count(model: type[Place] | type[Region]) -> Any:
    """Places or regions with the number of published documents, where there are any."""
    counted: Any = model.objects.annotate(count=Count("agreements", filter=public("agreements"), distinct=True))
    return counted.filter(count__gt=0)


def leads_on(request: HttpRequest, model: type[Addressed], slug: str) -> HttpResponsePermanentRedirect:
    """From a former address to that of the public entry with which the one there was merged; 404 where none was."""
    if not (entry := at_former_address(model, slug)):
        raise Http404
    query = f"?{asked}" if (asked := request.META.get("QUERY_STRING")) else ""
    return HttpResponsePermanentRedirect(entry.get_absolute_url() + query)


def parties(request: HttpRequest) -> HttpResponse:
    """Everyone who concluded a document, by side and kind."""
    parties = (
        Party.objects.published()
        .select_related("kind")
        .annotate(count=Count("participations", filter=public("participations__agreement")))
        .order_by(by_side("side"), "side", "kind__position", "kind", name_key(), "slug")
    )
    pages = Pages(request.GET.get("page"), INDEX_SIZE, parties=parties)
    sides = [
        Group(side.label, groups(side.entries, lambda party: party.kind.label))
        for side in groups(pages.parts["parties"], lambda party: country_name(party.side))
    ]
    return render(request, "entities/parties.html", {"pages": pages, "sides_of_parties": sides})


def latest_signatures(people: Iterable[Person], documents: Q | None = None) -> dict[int, Signatory]:
    """Of each of these people the latest signature under a public document, with the office held then."""
    signatures = Signatory.objects.filter(public("agreement") if documents is None else documents, person__in=people)
    latest = signatures.order_by("person_id", *by_signature("agreement__", latest_first=True)).distinct("person_id")
    return {signatory.person_id: signatory for signatory in latest}


def main_themes(facet: str, value: str) -> list[dict[str, Any]]:
    """The themes of most of the documents with a value of a facet: label, count, and the list of those documents."""
    with asking_index():
        counts = count(DOCUMENTS.name, None, {facet: [value]}, ["theme"]).get("theme", {})
    named = in_alphabet(Theme.objects.filter(key__in=counts), lambda theme: theme.label)
    return [
        {
            "label": theme.label,
            "count": counts[theme.key],
            "url": f"{reverse('agreements')}?{facet}={value}&theme={theme.key}",
        }
        for theme in sorted(named, key=lambda theme: -counts[theme.key])[:THEMES_SHOWN]
    ]


def party(request: HttpRequest, slug: str) -> HttpResponse:
    """One party: its documents, and with whom it concluded them."""
    party = Party.objects.published().select_related("kind", "region").filter(slug=slug).first()
    if not party:
        return leads_on(request, Party, slug)
    documents = Agreement.objects.published().of(party)
    counterparts = (
        Party.objects.filter(participations__agreement__in=documents)
        .exclude(side=party.side)
        .annotate(count=Count("participations", filter=Q(participations__agreement__in=documents)))
        .order_by("-count", name_key(), "slug")
    )
    signatures = Signatory.objects.filter(agreement__in=documents, side=party.side)
    pages = Pages(
        request.GET.get("page"),
        agreements=documents.for_list().by_signature(),
        counterparts=counterparts,
        signatories=Person.objects.filter(pk__in=signatures.values("person")).in_alphabet(),
    )
    signed = latest_signatures(pages.parts["signatories"], Q(agreement__in=documents, side=party.side))
    for signatory in pages.parts["signatories"]:
        signatory.office = signed[signatory.pk].office
    context = {"party": party, "pages": pages, **pages.parts, **span(documents)}
    context |= {"listing": listing(party=slug), "themes": main_themes("party", slug)}
    context["namesake"] = has_namesake(party.name, Place, Region)
    return render(request, "entities/party.html", context)


def people(request: HttpRequest) -> HttpResponse:
    """Everyone who signed a document, by surname, with the latest office and the years."""
    signed: dict[str, Any] = {"filter": public("signatories__agreement")}
    people = (
        Person.objects.published()
        .annotate(
            count=Count("signatories", **signed),
            first_year=Min("signatories__agreement__signed_year", **signed),
            last_year=Max("signatories__agreement__signed_year", **signed),
        )
        .order_by(surname_key(), "slug")
    )
    pages = Pages(request.GET.get("page"), INDEX_SIZE, people=people)
    listed: list[Any] = list(pages.parts["people"])
    latest = latest_signatures(listed)
    for person in listed:
        person.index_name = Text(surname_first(person.name), person.name.lang)
        person.latest = latest.get(person.pk)
    letters = groups(listed, lambda person: person.index_name.strip(SKIPPED)[:1].upper())
    return render(request, "entities/people.html", {"pages": pages, "letters": letters})


def person(request: HttpRequest, slug: str) -> HttpResponse:
    """One person: what they signed, and in which office."""
    person = Person.objects.published().filter(slug=slug).first()
    if not person:
        return leads_on(request, Person, slug)
    documents = Agreement.objects.published().of(person)
    cosigners = (
        Person.objects.filter(signatories__agreement__in=documents)
        .exclude(pk=person.pk)
        .annotate(count=Count("signatories", filter=Q(signatories__agreement__in=documents)))
        .order_by("-count", name_key(), "slug")
    )
    pages = Pages(request.GET.get("page"), agreements=documents.for_list().by_signature(), cosigners=cosigners)
    own = Signatory.objects.filter(agreement__in=documents, person=person).order_by()
    offices_held = own.values_list("office_en", "office_ru", "office_kk").distinct()[:2]
    told_in_head = len(offices_held) == 1
    offices: dict[int, Text] = {}
    beside: dict[int, list[Signatory]] = {}
    signatures = Signatory.objects.filter(agreement__in=pages.parts["agreements"]).select_related("person")
    for signatory in signatures.order_by("agreement_id", "position", "pk"):
        if signatory.person != person:
            beside.setdefault(signatory.agreement_id, []).append(signatory)
        elif not told_in_head:
            offices[signatory.agreement_id] = signatory.office
    for document in pages.parts["agreements"]:
        document.office = offices.get(document.pk)
        document.signed_with = beside.get(document.pk, [])
    context = {"person": person, "pages": pages, **pages.parts, **span(documents)}
    context |= {"listing": listing(signatory=slug), "themes": main_themes("signatory", slug)}
    context["latest"] = latest_signatures([person]).get(person.pk)
    return render(request, "entities/person.html", context)


def themes(request: HttpRequest) -> HttpResponse:
    """The coding scheme, with the numbers of documents and of clauses on each theme."""
    clauses = Count("clauses", filter=public("clauses__agreement"), distinct=True)
    themes: list[Any] = in_alphabet(Theme.objects.annotate(clause_count=clauses), lambda theme: theme.label)
    with asking_index():
        counts = count(DOCUMENTS.name, None, {}, ["theme"]).get("theme", {})
    most = max(counts.values(), default=0)
    for theme in themes:
        theme.count = counts.get(theme.key, 0)
        theme.share = 100 * theme.count // most if most else 0
        theme.also = getattr(theme, f"alt_{page_language()}")[:THEMES_SHOWN]
    return render(request, "entities/themes.html", {"themes": themes})


def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """The clauses on one theme, across documents, oldest to newest; then the documents without a clause on it."""
    theme = get_object_or_404(Theme, pk=slug)
    clauses = Clause.objects.published().filter(themes=theme).select_related("agreement__kind", "agreement__status")
    others = Agreement.objects.published().filter(themes=theme).exclude(clauses__themes=theme)
    pages = Pages(request.GET.get("page"), clauses=clauses.by_signature(), others=others.for_list().by_signature())
    context = {"theme": theme, "pages": pages, **pages.parts, "listing": listing(theme=slug)}
    return render(request, "entities/theme.html", context)


def where_signed() -> QuerySet[Any, Any]:
    """Address, names and ``count`` of the cities and regions of signature; a city that is also a region is one place.

    The same counts as the facet ``place``, and as the documents "signed here" on the page of each.
    """
    signed = Agreement.objects.published().exclude(place=None, place_region=None)
    names = {
        f"name_{lang}": Coalesce(Max(f"place__name_{lang}"), Max(f"place_region__name_{lang}")) for lang in LANGUAGES
    }
    slug = Coalesce(F("place__slug"), F("place_region__slug"), output_field=CharField())
    by_slug = signed.annotate(slug=slug).order_by().values("slug")
    country = Coalesce(Max("place__country"), Max("place_region__country"))
    border = Coalesce(BoolOr("place__region__border"), BoolOr("place_region__border"))
    found = by_slug.annotate(count=Count("pk"), country=country, border=border, **names)
    return found.order_by(by_side("country"), "country", name_key(), "slug")


def places(request: HttpRequest) -> HttpResponse:
    """The places of signature, and the regions that documents concern, by country."""
    regions = with_count(Region).order_by(by_side("country"), "country", name_key(), "slug")
    pages = Pages(request.GET.get("page"), INDEX_SIZE, places=where_signed(), regions=regions)
    places: list[Any] = []
    for row in pages.parts["places"]:
        place: Any = Place(**{name: value for name, value in row.items() if name not in ("count", "border")})
        place.count, place.border = row["count"], row["border"]
        places.append(place)
    context = {
        "pages": pages,
        "places": groups(places, lambda place: place.country_name),
        "regions": groups(pages.parts["regions"], lambda region: region.country_name),
    }
    return render(request, "entities/places.html", context)


def place(request: HttpRequest, slug: str) -> HttpResponse:
    """One city or region: documents signed there, signed in the cities of the region, and concerning it."""
    city = Place.objects.published().filter(slug=slug).select_related("region", "same_as").first()
    region = Region.objects.published().filter(slug=slug).first()
    if not city and not region:
        return leads_on(request, Place, slug)
    published = Agreement.objects.published().for_list().by_signature()
    pages = Pages(
        request.GET.get("page"),
        signed=published.filter(Q(place__slug=slug) | Q(place_region__slug=slug)),
        in_cities=published.filter(place__region__slug=slug).exclude(place__slug=slug),
        concerning=published.filter(regions__slug=slug),
    )
    if not any(part.total for part in pages.parts.values()):
        raise Http404
    shown: Any = city or region
    context: dict[str, Any] = {
        "place": shown,
        "namesake": has_namesake(shown.name, Party),
        "city": city,
        "region": region,
        "other_names": list(with_count(Place).filter(Q(same_as=city) | Q(pk=city.same_as_id))) if city else [],
        "pages": pages,
        **pages.parts,
    }
    if pages.parts["signed"]:
        context["signed_listing"] = listing(place=slug)
    if pages.parts["concerning"]:
        context["concerning_listing"] = listing(region=slug)
    return render(request, "entities/place.html", context)
