"""Wrong passwords and codes are slowed down: by name and address together, and more loosely by either alone.

Every attempt is written down as a failure before it is looked at, and counts at once in every process; only a success
takes it back. Attempts that are refused do not count, so nobody is locked out for longer than the window. Who has
signed in from an address of late is not held up by what others do to their name, or from their address.
"""

import datetime
import ipaddress

from django.db import transaction
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac

from archive.accounts.models import Attempt

WINDOW = datetime.timedelta(minutes=15)
OF_NAME_FROM_ADDRESS = 5
OF_NAME = 20
FROM_ADDRESS = 50
KNOWN_FOR = datetime.timedelta(days=30)


class Throttled(Exception):
    """Too many attempts; ``wait`` says for how long none is looked at."""

    def __init__(self, wait: datetime.timedelta) -> None:
        super().__init__(f"Too many attempts: wait {wait}")
        self.wait = wait


def address_of(request: HttpRequest) -> str:
    """The address a request comes from."""
    return str(request.META.get("REMOTE_ADDR") or "")


def counted(address: str) -> str:
    """What is counted as one address: of IPv6 the network of 64 bits that one subscriber has."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return ""  # a socket of this machine
    if isinstance(parsed, ipaddress.IPv6Address):
        if parsed.ipv4_mapped:
            return str(parsed.ipv4_mapped)
        return str(ipaddress.ip_network((int(parsed), 64), strict=False))
    return str(parsed)


def begin(kind: str, name: str, request: HttpRequest) -> Attempt:
    """Count one attempt at the password (or another ``kind`` of secret) of ``name``; `Throttled` if it is refused."""
    _sweep()
    now = timezone.now()
    own = Attempt.objects.create(
        of=salted_hmac(f"accounts.{kind}", name, algorithm="sha256").hexdigest(),
        address=counted(address_of(request)),
        at=now,
    )
    failed = Attempt.objects.filter(succeeded=False, at__gt=now - WINDOW).exclude(pk=own.pk)
    pair = {"of": own.of, "address": own.address}
    bounds = [(pair, OF_NAME_FROM_ADDRESS)]
    if not Attempt.objects.filter(**pair, succeeded=True, at__gt=now - KNOWN_FOR).exists():
        bounds += [({"of": own.of}, OF_NAME), ({"address": own.address}, FROM_ADDRESS)]
    waits = []
    for which, most in bounds:
        times = list(failed.filter(**which).order_by("-at").values_list("at", flat=True)[:most])
        if len(times) == most:
            waits.append(times[-1] + WINDOW - now)
    if waits:
        own.delete()
        raise Throttled(max(waits))
    return own


def succeed(own: Attempt) -> None:
    """The attempt was right: the failures of this name from this address are forgotten, and the two are known."""
    with transaction.atomic():
        Attempt.objects.filter(of=own.of, address=own.address).exclude(pk=own.pk).delete()
        Attempt.objects.filter(pk=own.pk).update(succeeded=True)


def forget(own: Attempt) -> None:
    """The attempt was not looked at after all."""
    own.delete()


def _sweep() -> None:
    """Remove what no longer counts, a bounded number at a time."""
    now = timezone.now()
    old = Attempt.objects.filter(at__lt=now - WINDOW, succeeded=False) | Attempt.objects.filter(at__lt=now - KNOWN_FOR)
    with transaction.atomic():
        rows = list(old.select_for_update(skip_locked=True).values_list("pk", flat=True)[:1000])
        if rows:
            Attempt.objects.filter(pk__in=rows).delete()
