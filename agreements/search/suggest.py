"""Suggestions while a reader types."""

from agreements.search.results import Suggestion


def suggest(text: str, limit: int = 8) -> list[Suggestion]:
    """What ``text`` may become: documents, parties, people, themes and places, best first."""
    from agreements.models import Agreement, Party, Person

    found: list[Suggestion] = []
    text = text.replace("\0", " ").strip()
    if len(text) < 2:
        return found
    for kind, things in (("party", Party.objects.published()), ("person", Person.objects.published())):
        for thing in things.filter(name_en__icontains=text)[:limit]:
            found.append(Suggestion(kind, thing.name, thing.get_absolute_url(), thing.name.lang))
    for agreement in Agreement.objects.published().filter(title_en__icontains=text)[:limit]:
        found.append(Suggestion("document", agreement.title, agreement.get_absolute_url(), agreement.title.lang))
    return found[:limit]
