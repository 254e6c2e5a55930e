"""The index is installed as the code has it, over whatever a database has of it, or not at all."""

import gzip
import shutil
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.test.utils import CaptureQueriesContext, override_settings

from agreements.base.database import settle
from agreements.models import Agreement, Party, PublicChange
from agreements.search import Search, generate, install
from archive import serve
from tests.artificial import artificial
from tests.databases import database, rows
from tests.databases import manage as run
from tests.searching import found_by
from tests.site.test_backup import address, program

# The database of an archive at commit 76ff819, whose migrations 0006 and 0010 to 0013 made the index: artificial
# documents 1 and 2 are published, 3 is withdrawn, 4 is a draft.
BEFORE = Path(__file__).parent / "data" / "before.sql.gz"
OLD = f"{settings.DATABASES['default']['NAME']}_old"
ADDRESSES = "SELECT id, record_id, first_published, state FROM {} ORDER BY id".format
# All objects of the index, as the database describes them.
OBJECTS = r"""
SELECT 'relation', relkind::text, relname FROM pg_class
    WHERE relname LIKE 'search\_%' AND relkind IN ('r', 'v', 'i')
UNION ALL SELECT 'function', proname, pg_get_functiondef(oid) FROM pg_proc
    WHERE proname LIKE 'search\_%' AND prokind = 'f'
UNION ALL SELECT 'aggregate', proname, '' FROM pg_proc WHERE proname LIKE 'search\_%' AND prokind = 'a'
UNION ALL SELECT 'view', viewname, definition FROM pg_views WHERE viewname LIKE 'search\_%'
UNION ALL SELECT 'trigger', tgrelid::regclass::text, pg_get_triggerdef(oid) FROM pg_trigger
    WHERE tgname LIKE 'search\_%' AND NOT tgisinternal
UNION ALL SELECT 'dictionary', dictname, '' FROM pg_ts_dict WHERE dictname LIKE 'search\_%'
UNION ALL SELECT 'configuration', cfgname, '' FROM pg_ts_config WHERE cfgname LIKE 'search\_%'
UNION ALL SELECT 'column', table_name, column_name FROM information_schema.columns
    WHERE table_schema = 'public' AND table_name LIKE 'agreements\_%'
ORDER BY 1, 2, 3
"""


LONG_AGO = datetime(2001, 1, 1, tzinfo=UTC)


def total(text: str) -> int:
    return Search(QueryDict(f"q={text}")).total


@pytest.fixture
def old() -> Iterator[str]:
    """The database of the version before."""
    with database(OLD) as name:
        restored = subprocess.run(
            [program("psql"), "--quiet", "--set=ON_ERROR_STOP=1", address(name)],
            input=gzip.decompress(BEFORE.read_bytes()), capture_output=True,
        )  # fmt: skip
        assert restored.returncode == 0, restored.stderr.decode()
        yield name


def test_a_database_of_the_version_before_is_brought_up_with_its_addresses(old: str, django_db_setup: None) -> None:
    kept = rows(old, ADDRESSES("agreements_agreement"))
    assert rows(old, "SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'search%'")[0][0] > 50
    run(old, "migrate", "--verbosity=0")
    assert rows(old, ADDRESSES("agreements_entry")) == kept
    assert rows(old, OBJECTS) == rows(settings.DATABASES["default"]["NAME"], OBJECTS)
    published = "SELECT record_id FROM search_entry ORDER BY 1"
    assert rows(old, published) == [("2015-agreement-test-1",), ("2015-agreement-test-2",)]
    rows(old, "UPDATE agreements_entry SET title_ru = 'Зыхновый' WHERE record_id = '2015-agreement-test-1'")
    assert rows(old, "SELECT entries FROM search_word WHERE word = 'зыхновый'") == [(1,)]


@pytest.mark.django_db
def test_an_index_that_is_installed_is_left_as_it_is(record: None) -> None:
    with CaptureQueriesContext(connection) as captured:
        call_command("migrate", verbosity=0)
    said = [query["sql"] for query in captured if "search_" in query["sql"]]
    assert said
    assert all(sql.startswith("SELECT") for sql in said)


@pytest.fixture
def sources(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the files of the index, which a test may change."""
    copy = tmp_path / "sql"
    shutil.copytree(install.SQL, copy)
    monkeypatch.setattr(install, "SQL", copy)
    install.fingerprint.cache_clear()
    yield copy
    install.fingerprint.cache_clear()


def change(file: Path, old: str, new: str) -> None:
    text = file.read_text("utf-8")
    assert old in text
    file.write_text(text.replace(old, new), "utf-8")
    install.fingerprint.cache_clear()


@pytest.mark.django_db
def test_a_change_of_a_file_is_installed_and_the_record_read_anew(record: None, sources: Path) -> None:
    assert total("zyxnew") == 0
    change(sources / "words.sql", "'labour', 'labor'", "'libraries', 'zyxnew'")
    call_command("migrate", verbosity=0)
    assert install.is_current()
    assert total("zyxnew") > 1


@pytest.mark.django_db
def test_a_change_of_what_sql_is_made_from_is_installed(
    record: None, sources: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = "INSERT INTO search_code VALUES ('side', 'ZZ', 'x', 'x', 'x')"
    monkeypatch.setattr(generate, "codes", lambda: [other])
    install.fingerprint.cache_clear()
    assert not install.is_current()
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM search_code")
        assert cursor.fetchall() == [("ZZ",)]


@pytest.mark.django_db
@pytest.mark.parametrize("file", sorted(path.name for path in install.SQL.iterdir()))
def test_where_a_file_has_a_fault_nothing_is_installed_and_the_old_index_answers(
    record: None, sources: Path, file: str
) -> None:
    text = (sources / file).read_text("utf-8")
    (sources / file).write_text(f"{text}\n-- A test;\nCREATE VIEW search_test AS\n    SELECT nothing;\n", "utf-8")
    change(sources / "words.sql", "'labour'", "'test17'")
    with pytest.raises(CommandError) as refused:
        call_command("migrate", verbosity=0)
    (line,) = str(refused.value).splitlines()
    assert line.startswith(f"The index was not installed: agreements/search/sql/{file}, statement ")
    at = text.count("\n") + 4
    assert line.endswith(f' (CREATE VIEW search_test), line {at}: column "nothing" does not exist')
    assert not install.is_current()
    artificial(1, ("Zyxheading", "Test summary", "science"))
    assert total("zyxheading") == 1


@pytest.mark.django_db
def test_a_fault_that_shows_while_the_record_is_read_is_told_in_the_same_way(record: None, sources: Path) -> None:
    change(sources / "words.sql", "'labour', 'labor'", "'labour', (1 / length(left(folded, 0)))::text")
    with pytest.raises(CommandError, match=r"^The index was not installed: .* division by zero$"):
        call_command("migrate", verbosity=0)
    assert total("libraries") > 1


@pytest.mark.django_db
def test_a_fault_in_the_body_of_a_function_is_told_with_its_line(record: None, sources: Path) -> None:
    change(sources / "refresh.sql", "known.bits & ~gone.bits", "known.bits & ~gone.nothing")
    (at,) = (
        number
        for number, line in enumerate((sources / "refresh.sql").read_text("utf-8").splitlines(), 1)
        if "known.bits & ~gone" in line
    )
    refused = rf"sql/refresh.sql, statement \d+ \(CREATE FUNCTION search_forget\), line {at}: .*gone.nothing"
    with pytest.raises(CommandError, match=refused):
        call_command("migrate", verbosity=0)


@pytest.mark.django_db
def test_a_server_starts_with_the_old_index_where_the_new_one_has_a_fault(
    record: None, sources: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(serve, "collect_static_files", lambda: None)
    monkeypatch.setattr(serve, "check", lambda: None)  # of the environment, in which other tests have left something
    change(sources / "words.sql", "RETURNS text", "RETRUNS text")
    serve.prepare()
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith("The index was not installed: agreements/search/sql/words.sql, statement ")
    assert total("libraries") > 1
    install.take_off()  # as before migrations: what is written is not followed any more
    with pytest.raises(install.Faulty):
        serve.prepare()


@pytest.mark.django_db
def test_what_was_left_for_later_is_dated_when_the_index_is_installed_anew(record: None) -> None:
    settle()
    document = Agreement.objects.published()[0]
    PublicChange.objects.update(at=LONG_AGO)
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO search_later (entry_id, reread) VALUES (%s, true)", [document.pk])
    install.install()
    assert [change.entry_id for change in PublicChange.objects.filter(at__gt=LONG_AGO)] == [document.pk]


MIGRATION = """
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("agreements", "{last}")]
    operations = [{operations}]
"""
ALTERED = """
    migrations.AlterField("party", "name_en", models.TextField()),
    migrations.AlterField("clause", "heading_en", models.CharField(max_length=1000)),
    migrations.AlterField("theme", "label_ru", models.TextField()),
"""


@pytest.fixture
def migrations(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A copy of the migrations, to which a test may add one."""
    copy = tmp_path / "test_migrations"
    shutil.copytree(Path(settings.BASE_DIR, "agreements", "migrations"), copy)
    monkeypatch.syspath_prepend(tmp_path)
    with override_settings(MIGRATION_MODULES={"agreements": "test_migrations"}):
        yield copy
    for name in [name for name in sys.modules if name.startswith("test_migrations")]:
        del sys.modules[name]


def add(migrations: Path, operations: str) -> None:
    last = max(path.stem for path in migrations.glob("0*.py"))
    (migrations / "0099_test.py").write_text(MIGRATION.format(last=last, operations=operations), "utf-8")


@pytest.mark.django_db(transaction=True)
def test_a_migration_may_change_the_type_of_columns_that_the_index_reads(record: None, migrations: Path) -> None:
    add(migrations, ALTERED)
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT format_type(atttypid, atttypmod) FROM pg_attribute WHERE attname = 'name_en' "
            "AND attrelid = 'agreements_party'::regclass"
        )
        assert cursor.fetchone() == ("text",)
    assert total("libraries") > 1
    Party.objects.filter(pk=Agreement.objects.published()[0].parties.all()[0].pk).update(name_en="Zyxnew " * 50)
    assert total("zyxnew") >= 1
    assert install.is_current()


@pytest.mark.django_db(transaction=True)
def test_where_a_migration_fails_the_index_answers_and_the_next_one_brings_it_up(
    record: None, migrations: Path, client: Client
) -> None:
    add(migrations, 'migrations.RunSQL("SELECT 1 / 0")')
    with pytest.raises(Exception, match="division by zero"):
        call_command("migrate", verbosity=0)
    assert not install.is_current()
    document = artificial(1, ("Zyxheading", "Test summary", "science"))
    for path in ("agreements/?q=libraries", "suggest/?q=libr", "agreements/?q=days+culture", "themes/"):
        assert client.get(f"/en/{path}").status_code == 200, path
    assert (total("libraries") > 1, total("zyxheading")) == (True, 0)
    (migrations / "0099_test.py").unlink()
    call_command("migrate", verbosity=0)
    assert install.is_current()
    assert found_by("q=zyxheading") == [document]
