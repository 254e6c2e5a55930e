"""Artificial parties, people, themes and places that documents name, for cases that the record does not have."""

from dataclasses import dataclass

from agreements.models import (
    Agreement,
    Clause,
    Participation,
    Party,
    PartyKind,
    Person,
    Place,
    Region,
    Signatory,
    Theme,
)


@dataclass
class NamedEntities:
    """A party, person, theme, city and region that no other document names."""

    party: Party
    person: Person
    theme: Theme
    city: Place
    region: Region

    def paths(self) -> dict[str, str]:
        """Their pages below the language, by what they are."""
        return {
            "party": f"parties/{self.party.slug}/",
            "person": f"people/{self.person.slug}/",
            "theme": f"themes/{self.theme.key}/",
            "city": f"places/{self.city.slug}/",
            "region": f"places/{self.region.slug}/",
        }

    def are_named_by(self, document: Agreement, *, clause: bool = True) -> None:
        """Let ``document`` name all of them, each in its way; the theme in a clause as well."""
        Participation.objects.create(agreement=document, party=self.party)
        Signatory.objects.create(agreement=document, person=self.person, side=self.party.side)
        document.themes.add(self.theme)
        document.regions.add(self.region)
        document.place = self.city
        document.save()
        if clause:
            number = document.clauses.count() + 1
            text = {"heading_en": f"Test clause {number}", "summary_en": f"Test summary {number}"}
            Clause.objects.create(agreement=document, number=number, **text).themes.add(self.theme)


def things(name: str | dict[str, str] = "Test", number: int = 1) -> NamedEntities:
    """Entities called ``name``, or that of each language (cut to the length of the column), and a ``number``."""
    named = name if isinstance(name, dict) else dict.fromkeys(("en", "ru", "kk"), name)

    def names(longest: int, field: str = "name") -> dict[str, str]:
        return {f"{field}_{lang}": f"{words[: longest - 4]} {number}" for lang, words in named.items()}

    region = Region.objects.create(slug=f"test-region-{number}", country="RU", border=True, **names(120))
    return NamedEntities(
        Party.objects.create(
            slug=f"test-party-{number}", side="RU", kind=PartyKind.objects.all()[0], region=region, **names(250)
        ),
        Person.objects.create(slug=f"test-person-{number}", **names(120)),
        Theme.objects.create(key=f"test-theme-{number}", position=900 + number, **names(120, "label")),
        Place.objects.create(slug=f"test-city-{number}", country="RU", region=region, lat=50, lon=60, **names(120)),
        region,
    )
