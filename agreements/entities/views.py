"""Pages of parties, people, themes and places: their documents, and with whom, when and about what."""

from typing import Any

from django.conf import settings
from django.db.models import Case, CharField, Count, F, Max, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.http import Http404, HttpRequest, HttpResponse, HttpResponsePermanentRedirect
from django.shortcuts import get_object_or_404, render

from agreements.base.alphabet import in_alphabet
from agreements.base.database import asking_index
from agreements.base.edtf import Edtf
from agreements.base.languages import LANGUAGES, country_name
from agreements.base.paging import Pages
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
from agreements.models.visibility import name_key, public
from agreements.search import listing
from agreements.search.counts import count
from agreements.search.entry_types import DOCUMENTS

INDEX_SIZE = 200  # entries of an index on one page


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
    """Everyone who concluded a document, by side."""
    sides = [When(side=side, then=Value(number)) for number, side in enumerate(settings.ARCHIVE_SIDES)]
    parties = (
        Party.objects.published()
        .select_related("kind")
        .annotate(count=Count("participations", filter=public("participations__agreement")))
        .order_by(Case(*sides, default=Value(len(sides))), "side", name_key(), "slug")
    )
    pages = Pages(request.GET.get("page"), INDEX_SIZE, parties=parties)
    by_side: dict[str, list[Party]] = {}
    for party in pages.parts["parties"]:
        by_side.setdefault(country_name(party.side), []).append(party)
    return render(request, "entities/parties.html", {"pages": pages, "by_side": by_side})


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
    context = {"party": party, "pages": pages, **pages.parts, **span(documents)}
    context["listing"] = listing(party=slug)
    return render(request, "entities/party.html", context)


def people(request: HttpRequest) -> HttpResponse:
    """Everyone who signed a document."""
    people = Person.objects.published().annotate(count=Count("signatories", filter=public("signatories__agreement")))
    pages = Pages(request.GET.get("page"), INDEX_SIZE, people=people.in_alphabet())
    return render(request, "entities/people.html", {"pages": pages, **pages.parts})


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
    signatures = Signatory.objects.filter(person=person, agreement__in=pages.parts["agreements"])
    offices = {signatory.agreement_id: signatory.office for signatory in signatures}
    for document in pages.parts["agreements"]:
        document.office = offices.get(document.pk)
    context = {"person": person, "pages": pages, **pages.parts, **span(documents)}
    context["listing"] = listing(signatory=slug)
    return render(request, "entities/person.html", context)


def themes(request: HttpRequest) -> HttpResponse:
    """The coding scheme, with the numbers of documents and of clauses on each theme."""
    clauses = Count("clauses", filter=public("clauses__agreement"), distinct=True)
    themes: list[Any] = in_alphabet(Theme.objects.annotate(clause_count=clauses), lambda theme: theme.label)
    with asking_index():
        counts = count(DOCUMENTS.name, None, {}, ["theme"]).get("theme", {})
    for theme in themes:
        theme.count = counts.get(theme.key, 0)
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
    return by_slug.annotate(count=Count("pk"), **names).order_by(name_key(), "slug")


def places(request: HttpRequest) -> HttpResponse:
    """The places of signature, and the regions that documents concern."""
    pages = Pages(request.GET.get("page"), INDEX_SIZE, places=where_signed(), regions=with_count(Region).in_alphabet())
    places: list[Any] = []
    for row in pages.parts["places"]:
        place: Any = Place(**{name: value for name, value in row.items() if name != "count"})
        place.count = row["count"]
        places.append(place)
    context = {"pages": pages, "places": places, "regions": pages.parts["regions"]}
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
    context: dict[str, Any] = {
        "place": city or region,
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
