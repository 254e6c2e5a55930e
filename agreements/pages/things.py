"""What the page of a party, a person, a place or a theme is about, as schema.org has it in JSON-LD.

Things have their identifiers without a language, as in what pages of documents say of them, and their names in all.
"""

import json
from functools import singledispatch
from typing import Any

from django.urls import reverse
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from agreements.base.languages import LANGUAGES, Text, page_language
from agreements.base.requests import site_address, without_language
from agreements.models import Party, Person, Place, Region, Theme

# As in django.utils.html.json_script: the data cannot end its element or begin a comment.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}
_INDEXES = {Party: "parties", Person: "people", Place: "places", Region: "places", Theme: "themes"}

Data = dict[str, Any]


def page_of(thing: Any) -> SafeString:
    """The page of a thing: a collection of documents about it, and where it stands in the archive."""
    site, language, index = site_address(), page_language(), _INDEXES[type(thing)]
    name = str(getattr(thing, "name", "") or thing.label)
    steps = [
        (gettext("Archive of Cultural Agreements"), reverse("home")),
        (_index_label(index), reverse(index)),
        (name, thing.get_absolute_url()),
    ]
    data = {
        "@context": "https://schema.org",
        "@type": "CollectionPage",
        "@id": site + thing.get_absolute_url(),
        "inLanguage": language,
        "name": {"@value": name, "@language": language},
        "isPartOf": {"@type": "Collection", "@id": site + reverse("root")},
        "about": {"@id": site + without_language(thing.get_absolute_url()), **about(thing)},
        "breadcrumb": {
            "@type": "BreadcrumbList",
            "itemListElement": [
                {"@type": "ListItem", "position": number, "name": label, "item": site + address}
                for number, (label, address) in enumerate(steps, 1)
            ],
        },
    }
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))


def _index_label(index: str) -> str:
    labels = {"parties": gettext("Parties"), "people": gettext("People"), "places": gettext("Places")}
    return labels.get(index, gettext("Themes"))


def _names(thing: Any, field: str) -> list[Data]:
    """The names of a thing in every language that has one."""
    texts = [Text(value, lang) for lang in LANGUAGES if (value := getattr(thing, f"{field}_{lang}"))]
    return [{"@value": str(text), "@language": text.lang} for text in texts]


@singledispatch
def about(thing: Any) -> Data:
    """What a page is about."""
    raise NotImplementedError(type(thing))


@about.register
def _(party: Party) -> Data:
    kind = "GovernmentOrganization" if party.kind.authority else "Organization"
    return {"@type": kind, "name": _names(party, "name")}


@about.register
def _(person: Person) -> Data:
    return {"@type": "Person", "name": _names(person, "name")}


@about.register
def _(region: Region) -> Data:
    country = {"@type": "Country", "identifier": region.country}
    return {"@type": "AdministrativeArea", "name": _names(region, "name"), "containedInPlace": country}


@about.register
def _(place: Place) -> Data:
    where = {"@type": "GeoCoordinates", "latitude": float(place.lat), "longitude": float(place.lon)}
    address = {"@type": "PostalAddress", "addressCountry": place.country}
    return {"@type": "City", "name": _names(place, "name"), "geo": where, "address": address}


@about.register
def _(theme: Theme) -> Data:
    return {
        "@type": "DefinedTerm",
        "termCode": theme.pk,
        "name": _names(theme, "label"),
        "inDefinedTermSet": site_address() + without_language(reverse("themes")),
    }
