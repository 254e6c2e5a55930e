"""What entries name, as schema.org has it in JSON-LD: on the pages of entries and on its own page it is one thing.

It has its identifier without a language, so that the page in any language says something of the same thing.
"""

import json
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from agreements.base.requests import site_address, without_language
from agreements.models import Party, Person, Place, Region, Theme

# As in django.utils.html.json_script: the data cannot end its element or begin a comment.
_ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}

Data = dict[str, Any]
Thing = Party | Person | Region | Place | Theme

#: The archive, which every page is part of.
ARCHIVE = ("WebSite", "Collection")


def in_page(data: Data) -> SafeString:
    """The data as the content of a ``<script>``, which they cannot end."""
    return mark_safe(json.dumps(data, ensure_ascii=False).translate(_ESCAPES))


def identified(thing: Thing, site: str = "") -> Data:
    """Of which type a thing is, and its identifier, on the ``site`` of this address if it is not the archive's own."""
    address = (site or site_address()) + without_language(thing.get_absolute_url())
    return {"@type": schema_type(thing), "@id": address}


def schema_type(thing: Thing) -> str:
    """The type of a thing."""
    match thing:
        case Party():
            return "GovernmentOrganization" if thing.kind.authority else "Organization"
        case Person():
            return "Person"
        case Region():
            return "AdministrativeArea"
        case Place():
            return "City"
        case Theme():
            return "DefinedTerm"
