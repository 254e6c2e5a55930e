"""Let somebody who has lost phone and recovery codes set up the second factor anew."""

from typing import Any

from django.contrib.auth.models import User
from django.core.management import BaseCommand, CommandError, CommandParser

from archive.accounts import second_factor


class Command(BaseCommand):
    """``manage.py reset_second_factor USER``."""

    help = "Forgets the second factor of an account and ends its sessions; the next sign-in sets it up anew."

    def add_arguments(self, parser: CommandParser) -> None:
        """The name with which the user signs in."""
        parser.add_argument("user")

    def handle(self, *args: Any, **options: Any) -> None:
        """Forget it."""
        user = User.objects.filter(username=options["user"]).first()
        if user is None:
            raise CommandError(f"There is no account “{options['user']}”.")
        had = second_factor.reset(user)
        self.stdout.write(
            "Forgotten; the next sign-in sets it up anew."
            if had
            else "No second factor was set up; nothing was changed."
        )
