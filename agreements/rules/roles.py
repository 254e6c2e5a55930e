"""The two roles of the archive's staff, with no more permissions than each needs.

Cataloguers enter documents and send them to review; editors publish and withdraw them and keep the vocabulary.
Only superusers manage users.
"""

from typing import Any

from django.apps import AppConfig, apps
from django.contrib.auth.management import create_permissions
from django.db import DEFAULT_DB_ALIAS
from django.db.models import Q
from django.db.models.signals import post_migrate

from agreements.models import Entry, Term

CATALOGUERS = "Cataloguers"
EDITORS = "Editors"

_PARTS = ("participation", "signatory", "clause", "source", "relation", "attachment")
_NAMES = ("party", "person", "place")
_VOCABULARY = tuple(str(model._meta.model_name) for model in Term.schemes().values())


def _each(actions: str, models: tuple[str, ...]) -> set[str]:
    return {f"{action}_{model}" for action in actions.split() for model in models}


_CATALOGUERS_MAY = (
    _each("view add change", _NAMES) | _each("view add change delete", _PARTS) | _each("view", ("region", *_VOCABULARY))
)
ROLES = {
    CATALOGUERS: _CATALOGUERS_MAY,
    EDITORS: _CATALOGUERS_MAY | _each("delete", _NAMES) | _each("add change", ("region", *_VOCABULARY)),
}
#: What each may do with entries, of whatever kind.
WITH_ENTRIES = {CATALOGUERS: "view add change", EDITORS: "view add change delete publish"}


def keep_roles(app_config: AppConfig, using: str = DEFAULT_DB_ALIAS, apps: Any = apps, **_kwargs: Any) -> None:
    """Create the two groups, or give them again exactly the permissions above; runs after every migration.

    Kinds of entries that other apps have registered are taken care of too.
    """
    try:
        group_model, permission_model = apps.get_model("auth", "Group"), apps.get_model("auth", "Permission")
    except LookupError:
        return  # the tables of users are not there yet
    kinds = [kind._meta for kind in Entry.kinds().values()]
    for config in {app_config, *(kind.app_config for kind in kinds)}:
        create_permissions(config, using=using, apps=apps, verbosity=0)
    for name, codenames in ROLES.items():
        group, _created = group_model.objects.using(using).get_or_create(name=name)
        granted = Q(content_type__app_label=app_config.label, codename__in=codenames)
        for kind in kinds:
            with_entries = _each(WITH_ENTRIES[name], (str(kind.model_name),))
            granted |= Q(content_type__app_label=kind.app_label, codename__in=with_entries)
        group.permissions.set(permission_model.objects.using(using).filter(granted))


def connect(app_config: AppConfig) -> None:
    """Run `keep_roles` after every migration."""
    post_migrate.connect(keep_roles, sender=app_config, dispatch_uid="agreements.rules.roles")
