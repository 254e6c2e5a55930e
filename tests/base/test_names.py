"""Where the surname of a name is, for Python and the database alike."""

import pytest
from django.utils.translation import override

from agreements.base.alphabet import alphabet_key
from agreements.base.languages import LANGUAGES
from agreements.base.names import surname_first
from agreements.models import Person
from agreements.models.visibility import surname_key

NAMES = {
    "Vladimir Putin": "Putin, Vladimir",
    "M. A. Neimark": "Neimark, M. A.",
    "М. А. Неймарк": "Неймарк, М. А.",
    "Арыстанбек Мұхамедиұлы": "Мұхамедиұлы, Арыстанбек",
    "Тест Азбукова Яқызы": "Азбукова, Тест Яқызы",
    "Әлия Сынақова Тестқызы": "Сынақова, Әлия Тестқызы",
    "Пробный Тестович Тестов": "Тестов, Пробный Тестович",
    "Тест Проверкин Пробович": "Проверкин, Тест Пробович",
    "Test Probeuly Testuly": "Testuly, Test Probeuly",
    "Test van der Probe": "van der Probe, Test",
    "Тест де Проба": "де Проба, Тест",
    "Jean-Test Probe-Test": "Probe-Test, Jean-Test",
    "Test": "Test",
    "Test Person 17": "Test Person 17",
    "Probe, Test": "Probe, Test",
    "": "",
}


@pytest.mark.parametrize(("name", "shown"), NAMES.items())
def test_the_surname_stands_last_but_for_a_patronymic_after_it(name: str, shown: str) -> None:
    assert surname_first(name) == shown


@pytest.mark.django_db
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_database_finds_the_same_surnames(record: None, language: str) -> None:
    known = set(Person.objects.values_list("name_en", flat=True))
    for number, name in enumerate(set(filter(None, NAMES)) - known):
        names = {f"name_{lang}": name for lang in LANGUAGES}
        Person.objects.create(slug=f"test-name-{number}", **names)
    with override(language):
        people = Person.objects.order_by(surname_key(), "slug")
        found = [alphabet_key(surname_first(person.name)) for person in people]
    assert len(found) > 60
    assert found == sorted(found)
