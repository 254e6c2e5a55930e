"""Pages of parties, people, themes and places: their documents, and with whom, when and about what."""

from typing import Any

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, render

from agreements.base.alphabet import in_alphabet
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
    country_name,
)
from agreements.models.visibility import public
from agreements.search import Search


def parameters(**values: str) -> QueryDict:
    """List parameters, as the address bar would give them."""
    params = QueryDict(mutable=True)
    params.update(values)
    return params


def span(agreements: AgreementQuerySet) -> dict[str, Any]:
    """The documents in order, with the first and the last of them."""
    documents = list(agreements.for_list().by_signature())
    return {
        "agreements": documents,
        "first": documents[0] if documents else None,
        "last": documents[-1] if documents else None,
    }


def with_count(model: type[Place] | type[Region]) -> QuerySet:
    """Places or regions with the number of published documents, where there are any."""
    counted: Any = model.objects.annotate(count=Count("agreements", filter=public("agreements"), distinct=True))
    found: QuerySet = counted.filter(count__gt=0)
    return found


def parties(request: HttpRequest) -> HttpResponse:
    """Everyone who concluded a document, by side."""
    found = (
        Party.objects.published()
        .select_related("kind")
        .annotate(count=Count("participations", filter=public("participations__agreement")))
    )
    by_side: dict[str, list[Party]] = {}
    for party in in_alphabet(found):
        by_side.setdefault(party.side, []).append(party)
    order = [*settings.ARCHIVE_SIDES, *sorted(set(by_side) - set(settings.ARCHIVE_SIDES))]
    sides = [(country_name(side), by_side[side]) for side in order if side in by_side]
    return render(request, "entities/parties.html", {"by_side": sides})


def party(request: HttpRequest, slug: str) -> HttpResponse:
    """One party: its documents, and with whom it concluded them."""
    found = get_object_or_404(Party.objects.published().select_related("kind", "region"), slug=slug)
    documents = Agreement.objects.published().of(found)
    counterparts = (
        Party.objects.filter(participations__agreement__in=documents)
        .exclude(side=found.side)
        .annotate(count=Count("participations", filter=Q(participations__agreement__in=documents)))
        .order_by("-count", "name_en")
    )
    signatories = Person.objects.filter(signatories__agreement__in=documents, signatories__side=found.side).distinct()
    search = Search(parameters(party=slug))
    context = {
        "party": found,
        "counterparts": counterparts,
        "signatories": in_alphabet(signatories),
        "search": search,
        **span(documents),
    }
    return render(request, "entities/party.html", context)


def people(request: HttpRequest) -> HttpResponse:
    """Everyone who signed a document."""
    found = Person.objects.published().annotate(count=Count("signatories", filter=public("signatories__agreement")))
    return render(request, "entities/people.html", {"people": in_alphabet(found)})


def person(request: HttpRequest, slug: str) -> HttpResponse:
    """One person: what they signed, and in which office."""
    found = get_object_or_404(Person.objects.published(), slug=slug)
    documents = Agreement.objects.published().of(found)
    signed = Signatory.objects.filter(person=found, agreement__in=documents)
    offices = {signatory.agreement_id: signatory.office for signatory in signed}
    cosigners = (
        Person.objects.filter(signatories__agreement__in=documents)
        .exclude(pk=found.pk)
        .annotate(count=Count("signatories", filter=Q(signatories__agreement__in=documents)))
        .order_by("-count", "name_en")
    )
    context = {
        "person": found,
        "cosigners": cosigners,
        "search": Search(parameters(signatory=slug)),
        **span(documents),
    }
    for document in context["agreements"]:
        document.office = offices.get(document.pk)
    return render(request, "entities/person.html", context)


def themes(request: HttpRequest) -> HttpResponse:
    """The coding scheme, with how often each theme stands in documents and clauses."""
    coded = Count("clauses", filter=public("clauses__agreement"), distinct=True)
    found: list[Any] = list(Theme.objects.annotate(clause_count=coded))
    counts = Search(QueryDict()).counts("theme")
    for theme in found:
        theme.count = counts.get(theme.key, 0)
    return render(request, "entities/themes.html", {"themes": found})


def theme(request: HttpRequest, slug: str) -> HttpResponse:
    """The clauses on one theme, across documents, oldest to newest."""
    found = get_object_or_404(Theme, pk=slug)
    clauses = (
        Clause.objects.published()
        .filter(themes=found)
        .select_related("agreement__kind", "agreement__status")
        .prefetch_related("themes")
        .by_signature()
    )
    others = Agreement.objects.published().filter(themes=found).exclude(clauses__themes=found)
    context = {
        "theme": found,
        "clauses": clauses,
        "others": others.for_list().by_signature(),
        "search": Search(parameters(theme=slug)),
    }
    return render(request, "entities/theme.html", context)


def where_signed() -> list[Any]:
    """Cities and regions of signature with their ``count``; a city that is a region of its own is one place.

    This is the facet ``place``, and the documents "signed here" on the page of each.
    """
    cities = with_count(Place)
    wholes = Region.objects.filter(agreements_signed__in=Agreement.objects.published())
    found: dict[str, Any] = {}  # with the count that the queries add
    for one in (*cities, *wholes.annotate(count=Count("agreements_signed"))):
        if one.slug in found:
            found[one.slug].count += one.count
        else:
            found[one.slug] = one
    return in_alphabet(found.values())


def places(request: HttpRequest) -> HttpResponse:
    """Where documents were signed, and the territories they concern."""
    context = {"places": where_signed(), "regions": in_alphabet(with_count(Region))}
    return render(request, "entities/places.html", context)


def place(request: HttpRequest, slug: str) -> HttpResponse:
    """One city or region: what was signed there, in the cities of the region, and what concerns it."""
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
