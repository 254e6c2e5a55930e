"""A commit settles few documents at once; many are settled after it, and nobody waits for them."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.http import QueryDict
from django.test import TransactionTestCase

from agreements.base.database import index_at_commit
from agreements.models import Agreement, Clause, Entry, Kind, PublicChange, State
from agreements.search import Search, settling
from agreements.search.settling import Settler, settle_rest
from tests.beside import in_another_thread, uncommitted

FEW = 20  # docs/search.md


def total(text: str) -> int:
    return Search(QueryDict(f"q={text}")).total


def left() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT entry_id) FROM search_later")
        return int(cursor.fetchone()[0])


def known(word: str) -> int:
    """In how many documents the index believes a word to stand."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT entries FROM search_word WHERE word = %s", [word])
        return int(cursor.fetchone()[0])


def note(word: str, number: int) -> None:
    """Change so many documents in one commit."""
    ids = list(Entry.objects.order_by("pk").values_list("pk", flat=True)[:number])
    assert Entry.objects.filter(pk__in=ids).update(notes_en=word) == number


class Settling(TransactionTestCase):
    """With real commits."""

    def test_a_load_is_there_at_once_however_large(self) -> None:
        """Readers see all of it or nothing."""
        assert Search(QueryDict("")).total == Entry.objects.count() > FEW
        assert left() == 0

    def test_few_documents_are_settled_by_the_commit_and_more_after_it(self) -> None:
        """The limit, on both of its sides."""
        note("zyxfew", FEW)
        assert (total("zyxfew"), left()) == (FEW, 0)
        note("zyxmany", FEW + 1)
        assert (total("zyxmany"), total("zyxfew"), left()) == (0, FEW, FEW + 1)
        assert settle_rest() == FEW + 1
        assert (total("zyxmany"), total("zyxfew"), left()) == (FEW + 1, 0, 0)
        assert settle_rest() == 0

    def test_a_small_change_does_not_wait_for_what_is_left_of_a_large_one(self) -> None:
        """Nor is what is left forgotten."""
        note("zyxmany", FEW + 1)
        note("zyxone", 1)
        assert (total("zyxone"), total("zyxmany"), left()) == (1, 0, FEW + 1)
        settle_rest()
        assert (total("zyxone"), total("zyxmany")) == (1, FEW)

    def test_what_was_taken_back_is_not_left(self) -> None:
        """A rollback."""
        with transaction.atomic():
            note("zyxmany", FEW + 1)
            transaction.set_rollback(True)
        assert (left(), settle_rest()) == (0, 0)

    def test_a_transaction_may_ask_for_all_at_its_commit_and_it_alone(self) -> None:
        """As the loader does."""
        with transaction.atomic():
            index_at_commit()
            note("zyxmany", FEW + 1)
        assert (total("zyxmany"), left()) == (FEW + 1, 0)
        note("zyxnext", FEW + 1)
        assert left() == FEW + 1

    def test_many_that_are_no_longer_public_are_gone_at_once(self) -> None:
        """Nothing of them is found, counted or suggested, before anything is settled."""
        for state in (State.WITHDRAWN, State.DRAFT):
            number = Entry.objects.published().count()
            gone = list(Entry.objects.published().order_by("pk").values_list("pk", flat=True)[: FEW + 1])
            assert len(gone) > FEW or state == State.DRAFT
            Entry.objects.filter(pk__in=gone).update(state=state, withdrawal_reason_en="Test reason")
            search = Search(QueryDict(""))
            assert search.total == number - len(gone)
            assert sum(year.count for year in search.years) == number - len(gone)

    def test_a_renamed_kind_is_found_by_its_new_name(self) -> None:
        """A term of most documents."""
        Agreement.objects.update(kind="agreement")
        settle_rest()
        Kind.objects.filter(key="agreement").update(label_en="Zyxkind")
        assert (total("zyxkind"), left()) == (0, Agreement.objects.count())
        assert settle_rest() == Agreement.objects.count()
        assert total("zyxkind") == Agreement.objects.count()

    def test_a_change_while_the_rest_is_settled_is_not_lost(self) -> None:
        """It is committed after the rest has been read, and settles itself."""
        note("zyxmany", FEW + 1)
        first = Entry.objects.order_by("pk")[0]
        with transaction.atomic():
            Entry.objects.filter(pk=first.pk).update(notes_en="zyxlast")
            in_another_thread(settle_rest)
            assert left() == 0
        assert (total("zyxlast"), total("zyxmany")) == (1, FEW)

    def test_a_large_change_while_the_rest_is_settled_is_not_lost(self) -> None:
        """It is on the list again."""
        note("zyxmany", FEW + 1)
        with transaction.atomic():
            note("zyxlast", FEW + 1)
            in_another_thread(settle_rest)
        assert (total("zyxmany"), left()) == (FEW + 1, FEW + 1)
        settle_rest()
        assert (total("zyxlast"), total("zyxmany")) == (FEW + 1, 0)

    def test_a_large_change_of_what_has_just_been_read_is_not_lost(self) -> None:
        """It is committed before what was read."""
        note("zyxmany", FEW + 1)
        with held_up(settle_all):
            in_another_thread(lambda: note("zyxlast", FEW + 1))
        assert left() == FEW + 1
        settle_rest()
        assert (total("zyxmany"), total("zyxlast"), left()) == (0, FEW + 1, 0)

    def test_writers_of_the_index_wait_for_each_other(self) -> None:
        """Who changes a document that is just being settled has nothing of it counted twice."""
        note("zyxmany", FEW + 1)
        with held_up(settle_all, lambda: note("zyxone", 1)):
            assert left() == FEW + 1
        assert (total("zyxmany"), total("zyxone"), left()) == (FEW, 1, 0)
        assert (known("zyxmany"), known("zyxone")) == (FEW, 1)
        assert Search(QueryDict("")).total == Entry.objects.count()

    def test_a_document_that_is_gone_meanwhile_is_no_fault(self) -> None:
        """Deleted before it was settled."""
        draft = Agreement.objects.create(
            record_id="2015-agreement-test-1", title_en="Test Agreement 1", kind_id="agreement", level_id="interstate",
            signed="2015", status_id="unknown", summary_en="x", confidence_id="low",
        )  # fmt: skip
        Entry.objects.update(notes_en="zyxmany")
        draft.delete()
        settle_rest()
        assert (total("zyxmany"), left()) == (Entry.objects.count(), 0)

    def test_the_command_settles_the_rest_and_says_how_much(self) -> None:
        """For who serves the archive with another server."""
        note("zyxmany", FEW + 1)
        said = Said()
        call_command("settle_index", stdout=said)
        assert "".join(said.words) == f"Settled {FEW + 1}.\n"
        assert total("zyxmany") == FEW + 1

    def look_until_settled(self, trouble: Callable[[int], None]) -> tuple[list[str], int]:
        """Let the thread of the server settle the rest; what it logged, and how often it looked.

        At each look there is trouble first, which is told how many looks there have been.
        """
        settler = Settler()
        looks: list[int] = []

        def settle() -> int:
            looks.append(len(looks))
            trouble(len(looks))
            settled = settle_rest()
            settler.stopped.set()
            return settled

        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(settling, "SECONDS", 0.01)
            patch.setattr(settling, "settle_rest", settle)
            with self.assertLogs("agreements.search.settling", "WARNING") as logged:
                settler.start()
                settler.join(10)
                settler.stopped.set()
                settler.join()
        return logged.output, len(looks)

    def test_the_thread_of_the_server_settles_the_rest_and_outlives_a_fault_of_the_database(self) -> None:
        """It says what was wrong, and looks again."""

        def fault(looks: int) -> None:
            if looks == 1:
                raise DatabaseError("Test fault")

        note("zyxmany", FEW + 1)
        said = "WARNING:agreements.search.settling:The index could not be settled: Test fault"
        assert self.look_until_settled(fault) == ([said], 2)
        assert total("zyxmany") == FEW + 1

    def test_the_thread_of_the_server_connects_anew_and_says_once_what_is_wrong(self) -> None:
        """The database has ended its connection, two times running."""

        def end_connection(looks: int) -> None:
            if looks < 3:
                connection.ensure_connection()
                connection.connection.close()

        note("zyxmany", FEW + 1)
        logged, looks = self.look_until_settled(end_connection)
        assert (len(logged), looks) == (1, 3)
        assert total("zyxmany") == FEW + 1

    def test_a_batch_holds_up_no_writer_for_longer_than_a_few_documents(self) -> None:
        """Each batch is a transaction of its own."""
        note("zyxmany", FEW + 20)
        with connection.cursor() as cursor:
            cursor.execute("SELECT search_settle(%s)", [settling.BATCH])
            assert cursor.fetchone() == (10,)
        assert (total("zyxmany"), left()) == (10, FEW + 10)

    def test_a_clause_without_its_document_on_the_list_is_never_found(self) -> None:
        """The clauses of many that are withdrawn."""
        number = Clause.objects.published().count()
        assert Search(QueryDict("view=clauses")).total == number
        gone = list(Entry.objects.published().order_by("pk").values_list("pk", flat=True)[: FEW + 1])
        Entry.objects.filter(pk__in=gone).update(state=State.IN_REVIEW)
        assert Search(QueryDict("view=clauses")).total == Clause.objects.published().count() < number


class Said:
    """What a command prints."""

    def __init__(self) -> None:
        self.words: list[str] = []

    def write(self, words: str) -> None:
        """Keep it."""
        self.words.append(words)


def settle_all() -> None:
    """Settle all that a large change has left, in one transaction."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT search_settle(%s)", [FEW + 1])


@contextmanager
def held_up(*works: Callable[[], object]) -> Iterator[None]:
    """Have it done by others, one after another, who can all go no further than to date what has changed."""
    with uncommitted() as begin:
        assert list(PublicChange.objects.select_for_update())
        for work in works:
            begin(work)
        yield
