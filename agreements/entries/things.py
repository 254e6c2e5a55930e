"""What entries name, as schema.org has it in JSON-LD: on the pages of entries and on its own page it is one thing.

It has its identifier without a language, so that the page in any language says something of the same thing.
"""

import json
from functools import singledispatch
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from agreements.base.requests import site_address, without_language
from agreements.models import Party, Person, Place, Region, Theme

# As in django.utils.html.json_script: the data cannot end its element or begin a comment.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}

Data = dict[str, Any]

#: The archive, which every page is part of.
ARCHIVE = ("WebSite", "Collection")


def in_page(data: Data) -> SafeString:
    """The data as the content of a ``<script>``, which they cannot end."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))


def identified(thing: Any, site: str = "") -> Data:
    """Of which type a thing is, and its identifier, on the ``site`` of this address if it is not the archive's own."""
    address = (site or site_address()) + without_language(thing.get_absolute_url())
    return {"@type": schema_type(thing), "@id": address}


@singledispatch
def schema_type(thing: Any) -> str:
    """The type of a thing."""
    raise NotImplementedError(type(thing))


@schema_type.register
def _(party: Party) -> str:
    return "GovernmentOrganization" if party.kind.authority else "Organization"


@schema_type.register
def _(_person: Person) -> str:
    return "Person"


@schema_type.register
def _(_region: Region) -> str:
    return "AdministrativeArea"


@schema_type.register
def _(_place: Place) -> str:
    return "City"


@schema_type.register
def _(_theme: Theme) -> str:
    return "DefinedTerm"
