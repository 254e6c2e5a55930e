"""Pages as schema.org has them in JSON-LD: the home page, lists, and what the page of a thing is about.

Things have their identifiers without a language, as in what pages of documents say of them, and their names in all.
"""

from functools import singledispatch
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext

from agreements.base.languages import LANGUAGES, Text, page_language
from agreements.base.requests import site_address, without_language
from agreements.entries.things import ARCHIVE, Data, identified
from agreements.models import Party, Person, Place, Region, Theme

_INDEXES = {Party: "parties", Person: "people", Place: "places", Region: "places", Theme: "themes"}


def home_page() -> Data:
    """The archive itself, under the identifier that all pages name as what they are part of, and how it is searched."""
    address = site_address() + reverse("root")
    return {
        "@context": "https://schema.org",
        "@type": ARCHIVE,
        "@id": address,
        "url": address,
        "name": _in_page_language(gettext("Archive of Cultural Agreements")),
        "inLanguage": list(LANGUAGES),
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{site_address()}{reverse('agreements')}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }


def list_page(route: str) -> Data:
    """The page of a list, by the name of its address."""
    return _collection_page(reverse(route), _label(route), [])


def page_of(thing: Any) -> Data:
    """The page of a thing: a collection of documents about it, and where it stands in the archive."""
    index = _INDEXES[type(thing)]
    name = str(getattr(thing, "name", "") or thing.label)
    data = _collection_page(thing.get_absolute_url(), name, [(_label(index), reverse(index))])
    return {**data, "about": {**identified(thing), **about(thing)}}


def _collection_page(path: str, name: str, above: list[tuple[str, str]]) -> Data:
    """A page that lists documents or what they name, with the pages ``above`` it between it and the home page."""
    site = site_address()
    steps = [(gettext("Archive of Cultural Agreements"), reverse("home")), *above, (name, path)]
    return {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "@id": site + path,
        "inLanguage": page_language(),
        "name": _in_page_language(name),
        "isPartOf": {"@type": ARCHIVE, "@id": site + reverse("root")},
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": number, "name": label, "item": site + address}
                for number, (label, address) in enumerate(steps, 1)
            ],
        },
    }


def _in_page_language(name: str) -> Data:
    return {"@value": name, "@language": page_language()}


def _label(route: str) -> str:
    labels = {
        "agreements": gettext("Documents"),
        "parties": gettext("Parties"),
        "people": gettext("People"),
        "places": gettext("Places"),
        "themes": gettext("Themes"),
    }
    return labels[route]


def _names(thing: Any, field: str) -> list[Data]:
    """The names of a thing in every language that has one."""
    texts = [Text(value, lang) for lang in LANGUAGES if (value := getattr(thing, f"{field}_{lang}"))]
    return [{"@value": str(text), "@language": text.lang} for text in texts]


@singledispatch
def about(thing: Any) -> Data:
    """What a page is about, but for its type and identifier."""
    return {"name": _names(thing, "name")}


@about.register
def _(region: Region) -> Data:
    country = {"@type": "Country", "identifier": region.country}
    return {"name": _names(region, "name"), "containedInPlace": country}


@about.register
def _(place: Place) -> Data:
    where = {"@type": "GeoCoordinates", "latitude": float(place.lat), "longitude": float(place.lon)}
    address = {"@type": "PostalAddress", "addressCountry": place.country}
    return {"name": _names(place, "name"), "geo": where, "address": address}


@about.register
def _(theme: Theme) -> Data:
    terms = site_address() + without_language(reverse("themes"))
    return {"termCode": theme.pk, "name": _names(theme, "label"), "inDefinedTermSet": terms}
