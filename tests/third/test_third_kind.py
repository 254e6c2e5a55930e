"""A third kind of entry is loaded, shown, cited and dumped, with nothing changed in the archive for it."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from agreements.record import DATA
from tests.databases import database, manage, rows

NAME = f"{settings.DATABASES['default']['NAME']}_third"
NOTICE = """\
id: 2015-05-01-notice-test-17
title:
  en: Test Notice 17
  ru: Тестовое объявление 17
  kk: Сынақ хабарландыруы 17
posted: 2015-05-01
board:
  en: Test board zyxboard
  ru: Тестовая доска
  kk: Сынақ тақтасы
summary:
  en: Test summary.
  ru: Тестовое содержание.
  kk: Сынақ түйіндемесі.
themes:
  - science
sources:
  - url: https://example.org/17
    publisher: Test Publisher
    title: Zyxsource
    kind: news
    language: ru
    supports:
      - posted
confidence: low
"""
SEARCH = """
import json
from agreements.models import SearchEntry, SearchPassage
from agreements.search import Search
from agreements.search.counts import count
from agreements.search.entry_types import entry_type
from django.http import QueryDict
found = lambda *lexemes: [e.record_id for e in SearchEntry.objects.filter(type="notice", lexemes__contains=lexemes)]
print(json.dumps({
    "found": [found("zyxboard", "may", "2015", "zyxsource"), found("үscience"), found("zyxboard", "zyxother")],
    "days": [str(day) for day in SearchEntry.objects.values_list("earliest", "latest", "year").get(type="notice")],
    "parts": sorted(SearchPassage.objects.filter(type="notice").values_list("part", "position")),
    "counts": count("notice", None, {"board": ["Test board zyxboard"]}),
    "documents": [Search(QueryDict(q)).total for q in ("", "q=zyxboard", "q=zyxbaord")],
    "spelled": Search(QueryDict("q=zyxbaord")).did_you_mean(),
    "panels": [
        [facet.name for facet in Search(QueryDict(""), entry_type(name)).facets()] for name in ("agreement", "notice")
    ],
}))
"""
ASK = """
import json
from django.test import Client
client = Client(SERVER_NAME="localhost")
def ask(path):
    answer = client.get(path)
    return [answer.status_code, answer.content.decode()]
print(json.dumps([ask(path) for path in {paths!r}]))
"""

RELATED = """
import json
from django.db import transaction
from django.test import Client
from agreements.models import Relation
from tests.artificial import artificial
from tests.third.models import Notice
with transaction.atomic():
    document = artificial(1)
    Relation.objects.create(entry=document, to=Notice.objects.get().entry, type_id="cites")
    answer = Client(SERVER_NAME="localhost").get(f"/en/agreements/{document.record_id}/")
    print(json.dumps(answer.content.decode()))
    transaction.set_rollback(True)
"""

WITHDRAWN = """
import json
from django.db import transaction
from django.test import Client
from tests.third.models import Notice
with transaction.atomic():
    Notice.objects.update(state="withdrawn", withdrawal_reason_en="Test reason")
    addresses = (f"/en/{room}/{Notice.objects.get().record_id}/" for room in ("notices", "agreements"))
    print(json.dumps([Client(SERVER_NAME="localhost").get(address).status_code for address in addresses]))
    transaction.set_rollback(True)
"""
STAFF = """
import json
from django.contrib.auth.models import Group, User
from django.db import transaction
from django.test import Client
from tests.third.models import Notice
def sees(group):
    user = User.objects.create_user(f"test-{group.name}", is_staff=True)
    user.groups.add(group)
    client = Client(SERVER_NAME="localhost")
    client.force_login(user)
    notice = Notice.objects.get()
    addresses = ("", "add/", f"{notice.pk}/change/")
    granted = sorted(one.codename.split("_")[0] for one in group.permissions.filter(content_type__app_label="third"))
    return [*(client.get(f"/admin/third/notice/{address}").status_code for address in addresses), granted]
with transaction.atomic():
    print(json.dumps({group.name: sees(group) for group in Group.objects.order_by("name")}))
    transaction.set_rollback(True)
"""


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A record with one notice."""
    directory = tmp_path_factory.mktemp("third")
    for name in ("vocabulary", "regions", "places"):
        shutil.copy(DATA / f"{name}.yaml", directory)
    (directory / "notices").mkdir()
    (directory / "notices/2015-05-01-notice-test-17.yaml").write_text(NOTICE, "utf-8")
    return directory


@pytest.fixture(scope="module")
def archive(files: Path) -> Iterator[str]:
    """A database of an archive that has notices, with the one of the files loaded."""
    with pytest.MonkeyPatch.context() as patch, database(NAME) as name:
        patch.setenv("DJANGO_SETTINGS_MODULE", "tests.third.settings")
        manage(name, "migrate", "--verbosity=0")
        assert "notices: 1 created" in manage(name, "load_record", str(files))
        yield name


def ask(archive: str, *paths: str) -> list[tuple[int, str]]:
    """What the archive answers: status and content."""
    said = manage(archive, "shell", "--verbosity=0", "-c", ASK.format(paths=paths))
    return [(status, content) for status, content in json.loads(said.splitlines()[-1])]


def test_it_has_a_page_a_permanent_address_and_citations(archive: str) -> None:
    page, permanent, bibtex = ask(
        archive,
        "/en/notices/2015-05-01-notice-test-17/",
        "/id/2015-05-01-notice-test-17",
        "/en/agreements/2015-05-01-notice-test-17/cite.bib",
    )
    assert page[0] == 200
    for words in ("Test Notice 17", "1 May 2015", "zyxboard", "ГОСТ", "APA", '"@type": "CreativeWork"'):
        assert words in page[1]
    assert permanent[0] == 302
    assert bibtex[0] == 200
    assert "Test Notice 17" in bibtex[1]


LISTED = ">Test Notice 17</a>"


ASKED: dict[str, tuple[tuple[str, ...], tuple[str, ...]]] = {
    "": ((LISTED, "Test board zyxboard", "Science", "<h1>1</h1>"), ()),
    "?q=zyxboard": (("<h1>1</h1>", LISTED), ()),
    "?q=zyxbaord": ((LISTED,), ()),
    "?q=notice": (("Test <mark>Notice</mark> 17</a>",), ()),
    "?q=zyxother": (("<h1>0</h1>",), (LISTED,)),
    "?q=zyxboard+-notice": (("<h1>0</h1>",), (LISTED,)),
    "?board=Test+board+zyxboard&theme=science": ((LISTED, "Board: Test board zyxboard", "Theme: Science"), ()),
    "?theme=sport": (("<h1>0</h1>",), (LISTED,)),
    "?year_from=2015&year_to=2015": ((LISTED, "Year of posting: 2015"), ()),
    "?year_to=2014": (("<h1>0</h1>",), (LISTED,)),
    "?board=zyxother": (("Not in the archive: “zyxother”",), ()),
    "?sort=title": ((LISTED,), ()),
}


@pytest.fixture(scope="module")
def lists(archive: str) -> dict[str, tuple[int, str]]:
    """What the list of notices answers to each question."""
    return dict(zip(ASKED, ask(archive, *(f"/en/notices/{query}" for query in ASKED)), strict=True))


@pytest.mark.parametrize("query", ASKED)
def test_it_is_found_by_words_facets_and_years_through_the_search_of_documents(
    lists: dict[str, tuple[int, str]], query: str
) -> None:
    status, page = lists[query]
    assert status == 200
    page = page.replace('<span lang="en">', "").replace("</span>", "")
    words, others = ASKED[query]
    assert [word for word in words if word not in page] == []
    assert [word for word in others if word in page] == []


def test_documents_do_not_know_its_facets(archive: str) -> None:
    ((status, page),) = ask(archive, "/en/agreements/?theme=science&board=zyx")
    assert (status, "zyxboard" in page, "Test Notice" in page) == (200, False, False)


def test_it_is_in_the_index_with_its_own_texts_facets_and_dates_and_apart_from_documents(archive: str) -> None:
    said = json.loads(manage(archive, "shell", "--verbosity=0", "-c", SEARCH).splitlines()[-1])
    notice = ["2015-05-01-notice-test-17"]
    assert said["found"] == [notice, notice, []]
    assert said["days"] == ["2015-05-01", "2015-05-01", "2015"]
    assert said["parts"] == [["head", 0], ["source", 0]]
    assert said["counts"] == {
        "all": {"": 1}, "board": {"Test board zyxboard": 1}, "theme": {"science": 1}, "year": {"2015": 1}
    }  # fmt: skip
    assert said["documents"] == [0, 0, 0]
    assert said["spelled"] is None
    of_documents, of_notices = said["panels"]
    assert of_notices == ["board", "theme"]
    assert "theme" in of_documents
    assert "board" not in of_documents


def test_a_document_names_those_that_it_is_related_to(archive: str) -> None:
    page = json.loads(manage(archive, "shell", "--verbosity=0", "-c", RELATED).splitlines()[-1])
    assert '<a href="#related">' in page
    related = page.partition('id="related"')[2].partition("</section>")[0]
    assert '<a href="/en/notices/2015-05-01-notice-test-17/">' in related


def test_once_withdrawn_it_is_gone_at_its_own_address_and_nowhere_else(archive: str) -> None:
    said = json.loads(manage(archive, "shell", "--verbosity=0", "-c", WITHDRAWN).splitlines()[-1])
    assert said == [410, 404]


def test_it_is_entered_by_cataloguers_and_published_by_editors(archive: str) -> None:
    manage(archive, "migrate", "--verbosity=0")  # gives the roles anew
    said = json.loads(manage(archive, "shell", "--verbosity=0", "-c", STAFF).splitlines()[-1])
    assert said == {
        "Cataloguers": [200, 200, 200, ["add", "change", "view"]],
        "Editors": [200, 200, 200, ["add", "change", "delete", "publish", "view"]],
    }


def test_it_is_dumped_as_it_was_loaded(archive: str, tmp_path: Path) -> None:
    manage(archive, "dump_record", str(tmp_path / "dump"))
    assert (tmp_path / "dump/notices/2015-05-01-notice-test-17.yaml").read_text("utf-8") == NOTICE


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("posted: 2015-05-01\n", "", "the key “posted” is missing"),
        ("      - posted\n", "      - title\n", "posted: no source supports it"),
        ("posted: 2015-05-01\n", "posted: soon\n", "posted: “soon” is not a valid date"),
        ("  kk: Сынақ түйіндемесі.\n", "", "The summary is missing in Kazakh."),
    ],
)
def test_its_files_are_held_to_the_same_rules(
    archive: str, files: Path, tmp_path: Path, old: str, new: str, message: str
) -> None:
    shutil.copytree(files, tmp_path / "record")
    file = tmp_path / "record/notices/2015-05-01-notice-test-17.yaml"
    assert NOTICE.count(old) == 1
    file.write_text(NOTICE.replace(old, new), "utf-8")
    with pytest.raises(AssertionError, match=message):
        manage(archive, "load_record", str(tmp_path / "record"))


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ("agreements_source SET title = 'Zyxnew'", "zyxnew"),
        ("third_notice SET board_ru = 'Зыхдоска'", "зыхдоска"),
        ("agreements_entry SET title_kk = 'Зыхзаг'", "қзыхзаг"),
        ("agreements_theme SET label_en = 'Zyxtheme' WHERE key = 'science'", "үzyxtheme"),
    ],
)
def test_its_index_follows_every_change(archive: str, change: str, word: str) -> None:
    found = "SELECT count(*) FROM search_entry WHERE type = 'notice' AND lexemes @> ARRAY['{}']".format
    assert rows(archive, found(word)) == [(0,)]
    rows(archive, f"UPDATE {change}")
    assert rows(archive, found(word)) == [(1,)]
