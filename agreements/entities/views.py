"""Pages of parties, people, themes and places, and the indexes of each."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render

from agreements.base.alphabet import in_alphabet
from agreements.base.languages import country_name
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
from agreements.models.visibility import public
from agreements.search import Search


def parameters(**values: str) -> QueryDict:
    """Parameters of a list, as if they were in the address."""
    params = QueryDict(mutable=True)
    params.update(values)
    return params


def span(agreements: AgreementQuerySet) -> dict[str, Any]:
    """The documents by date of signature, as ``agreements``, and the ``first`` and ``last`` of them."""
    documents = list(agreements.for_list().by_signature())
    return {
        "agreements": documents,
        "first": documents[0] if documents else None,
        "last": documents[-1] if documents else None,
    }


def with_count(model: type[Place] | type[Region]) -> QuerySet:
    """Places or regions with the number of published documents, where there are any."""
    counted: Any = model.objects.annotate(count=Count("agreements", filter=public("agreements"), distinct=True))
    named: QuerySet = counted.filter(count__gt=0)
    return named


def parties(request: HttpRequest) -> HttpResponse:
    """Everyone who concluded a document, by side."""
    parties = (
        Party.objects.published()
        .select_related("kind")
        .annotate(count=Count("participations", filter=public("participations__agreement")))
    )
    by_side: dict[str, list[Party]] = {}
    for party in in_alphabet(parties):
        by_side.setdefault(party.side, []).append(party)
    order = [*settings.ARCHIVE_SIDES, *sorted(set(by_side) - set(settings.ARCHIVE_SIDES))]
    sides = [(country_name(side), by_side[side]) for side in order if side in by_side]
    return render(request, "entities/parties.html", {"by_side": sides})


def party(request: HttpRequest, slug: str) -> HttpResponse:
    """One party: its documents, and with whom it concluded them."""
    party = get_object_or_404(Party.objects.published().select_related("kind", "region"), slug=slug)
    documents = Agreement.objects.published().of(party)
    counterparts = (
        Party.objects.filter(participations__agreement__in=documents)
        .exclude(side=party.side)
        .annotate(count=Count("participations", filter=Q(participations__agreement__in=documents)))
        .order_by("-count", "name_en")
    )
    signatories = Person.objects.filter(signatories__agreement__in=documents, signatories__side=party.side).distinct()
    context = {
        "party": party,
        "counterparts": counterparts,
        "signatories": in_alphabet(signatories),
        "search": Search(parameters(party=slug)),
        **span(documents),
    }
    return render(request, "entities/party.html", context)


def people(request: HttpRequest) -> HttpResponse:
    """Everyone who signed a document."""
    people = Person.objects.published().annotate(count=Count("signatories", filter=public("signatories__agreement")))
    return render(request, "entities/people.html", {"people": in_alphabet(people)})


def person(request: HttpRequest, slug: str) -> HttpResponse:
    """One person: what they signed, and in which office."""
    person = get_object_or_404(Person.objects.published(), slug=slug)
    documents = Agreement.objects.published().of(person)
    signatures = Signatory.objects.filter(person=person, agreement__in=documents)
    offices = {signatory.agreement_id: signatory.office for signatory in signatures}
    cosigners = (
        Person.objects.filter(signatories__agreement__in=documents)
        .exclude(pk=person.pk)
        .annotate(count=Count("signatories", filter=Q(signatories__agreement__in=documents)))
        .order_by("-count", "name_en")
    )
    context = {
        "person": person,
        "cosigners": cosigners,
        "search": Search(parameters(signatory=slug)),
        **span(documents),
    }
    for document in context["agreements"]:
        document.office = offices.get(document.pk)
    return render(request, "entities/person.html", context)


def themes(request: HttpRequest) -> HttpResponse:
    """The coding scheme, with the numbers of documents and of clauses on each theme."""
    clauses = Count("clauses", filter=public("clauses__agreement"), distinct=True)
    themes: list[Any] = list(Theme.objects.annotate(clause_count=clauses))
    counts = Search(QueryDict()).counts("theme")
    for theme in themes:
        theme.count = counts.get(theme.key, 0)
    return render(request, "entities/themes.html", {"themes": themes})


def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """The clauses on one theme, across documents, oldest to newest."""
    theme = get_object_or_404(Theme, pk=slug)
    clauses = (
        Clause.objects.published()
        .filter(themes=theme)
        .select_related("agreement__kind", "agreement__status")
        .prefetch_related("themes")
        .by_signature()
    )
    others = Agreement.objects.published().filter(themes=theme).exclude(clauses__themes=theme)
    context = {
        "theme": theme,
        "clauses": clauses,
        "others": others.for_list().by_signature(),
        "search": Search(parameters(theme=slug)),
    }
    return render(request, "entities/theme.html", context)


def where_signed() -> list[Any]:
    """Cities and regions of signature with their ``count``; a city that is also a region is one place.

    The same counts as the facet ``place``, and as the documents "signed here" on the page of each.
    """
    cities = with_count(Place)
    regions = Region.objects.filter(agreements_signed__in=Agreement.objects.published())
    by_slug: dict[str, Any] = {}  # rows with the attribute ``count`` that the queries add
    for city_or_region in (*cities, *regions.annotate(count=Count("agreements_signed"))):
        if city_or_region.slug in by_slug:
            by_slug[city_or_region.slug].count += city_or_region.count
        else:
            by_slug[city_or_region.slug] = city_or_region
    return in_alphabet(by_slug.values())


def places(request: HttpRequest) -> HttpResponse:
    """The places of signature, and the regions that documents concern."""
    context = {"places": where_signed(), "regions": in_alphabet(with_count(Region))}
    return render(request, "entities/places.html", context)


def place(request: HttpRequest, slug: str) -> HttpResponse:
    """One city or region: documents signed there, signed in the cities of the region, and concerning it."""
    city = Place.objects.filter(slug=slug).select_related("region", "same_as").first()
    region = Region.objects.filter(slug=slug).first()
    if not city and not region:
        raise Http404
    published = Agreement.objects.published()
    signed = published.filter(Q(place__slug=slug) | Q(place_region__slug=slug))
    in_cities = published.filter(place__region__slug=slug).exclude(place__slug=slug)
    concerning = published.filter(regions__slug=slug)
    context: dict[str, Any] = {
        "place": city or region,
        "city": city,
        "region": region,
        "signed": list(signed.for_list().by_signature()),
        "in_cities": list(in_cities.for_list().by_signature()),
        "concerning": list(concerning.for_list().by_signature()),
        "other_names": with_count(Place).filter(Q(same_as=city) | Q(pk=city.same_as_id)) if city else (),
    }
    if not context["signed"] and not context["in_cities"] and not context["concerning"]:
        raise Http404
    if context["signed"]:
        context["signed_search"] = Search(parameters(place=slug))
    if context["concerning"]:
        context["concerning_search"] = Search(parameters(region=slug))
    return render(request, "entities/place.html", context)
