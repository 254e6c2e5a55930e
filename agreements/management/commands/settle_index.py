"""Settle what is left of large changes: ``manage.py settle_index``."""

from typing import Any

from django.core.management.base import BaseCommand

from agreements.search.settling import settle_rest


class Command(BaseCommand):
    """Where the archive is served by another server than its own, this has to run now and then."""

    help = "Bring the search up to date with changes of so many documents that their commit did not wait for it."

    def handle(self, *args: Any, **options: Any) -> None:
        """Say how many documents it were."""
        self.stdout.write(f"Settled {settle_rest()}.")
