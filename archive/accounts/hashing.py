"""Passwords are hashed in a lane of their own: however many are tried, most threads are left to readers.

Hashing takes a large part of a second of one processor. It runs outside of Python's global lock, so the threads that
do not hash go on.
"""

import threading

from django.contrib.auth.hashers import PBKDF2PasswordHasher

PLACES = 2  # of each process
PATIENCE = 0.2  # seconds


class Crowded(Exception):
    """All places are taken: whoever asks should come back in a moment."""


class Lane:
    """A few places that are taken for the time of a ``with``; `Crowded` where none is free soon."""

    def __init__(self, places: int = PLACES, patience: float = PATIENCE) -> None:
        self.places = threading.BoundedSemaphore(places)
        self.patience = patience

    def __enter__(self) -> None:
        if not self.places.acquire(timeout=self.patience):
            raise Crowded

    def __exit__(self, *_exception: object) -> None:
        self.places.release()


lane = Lane()


class Hasher(PBKDF2PasswordHasher):
    """Django's PBKDF2, in the lane. Passwords that were hashed with fewer rounds are hashed anew at the next sign-in.

    It is the only one: with two, the time of an answer would tell accounts of the older kind from unknown names.
    """

    def encode(self, password: str, salt: str, iterations: int | None = None) -> str:
        with lane:
            return super().encode(password, salt, iterations)
