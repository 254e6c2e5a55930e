"""Addresses of parties, people and places: made of their English names."""

from collections.abc import Collection

from django.db.models import Model
from django.utils.text import slugify


def slug_of(text: str) -> str:
    """Words of ``text`` as an address can have them: a-z, 0-9 and single hyphens; empty where there are none.

    >>> slug_of("KZ_RU libraries: open_doors.kz")
    'kz-ru-libraries-open-doors-kz'
    """
    for divider in "_./":
        text = text.replace(divider, " ")
    return slugify(text)


def derived_slug(model: type[Model], name: str) -> str:
    """The address that an entry of this English name has, unless another entry has it or somebody chose one."""
    limit: int = getattr(model._meta.get_field("slug"), "max_length", 50)
    return slug_of(name)[:limit].rstrip("-") or str(model._meta.model_name)


def free_slug(model: type[Model], name: str, taken: Collection[str]) -> str:
    """The derived address, or the first numbered one that is not among those ``taken``."""
    limit: int = getattr(model._meta.get_field("slug"), "max_length", 50)
    slug = base = derived_slug(model, name)
    number = 1
    while slug in taken:
        number += 1
        slug = f"{base[: limit - len(str(number)) - 1].rstrip('-')}-{number}"
    return slug
