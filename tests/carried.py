"""What the carried record holds, by its files."""

from agreements.record import DATA

DOCUMENTS = len(list((DATA / "documents").glob("*.yaml")))
