"""Django's ``createsuperuser``, which takes no password that the forms would refuse."""

import builtins
from typing import Any

from django.contrib.auth.management.commands import createsuperuser
from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management import CommandError

from archive import variables

BYPASS = "Bypass password validation"


def _input(prompt: str = "") -> str:
    """Ask, except whether a weak password should be taken all the same."""
    return "n" if prompt.startswith(BYPASS) else builtins.input(prompt)


class Command(createsuperuser.Command):
    """Creates an administrator."""

    def handle(self, *args: Any, **options: Any) -> Any:
        """Refuse a weak password, asked for or taken from ``DJANGO_SUPERUSER_PASSWORD``."""
        if not options["interactive"] and (password := variables.text("DJANGO_SUPERUSER_PASSWORD")):
            try:
                validate_password(password, User(username=options["username"] or "", email=options["email"] or ""))
            except ValidationError as error:
                raise CommandError(" ".join(error.messages)) from error
        createsuperuser.input = _input  # type: ignore[attr-defined] # the module's own, before Python's
        return super().handle(*args, **options)
