"""The index of the search, as Django sees it. Triggers in the database write it, nothing here does: docs/search.md."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.sql.compiler import SQLCompiler

from agreements.models.clause import Clause
from agreements.models.entry import Entry


@SearchVectorField.register_lookup
class Matches(models.Lookup):
    """``vector__matches=query``: PostgreSQL's ``@@`` with a query that is already made of lexemes."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The operator, which an index on the vector answers."""
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", (*left_params, self.rhs)


class SearchEntry(models.Model):
    """What a published entry is found, filtered and sorted by."""

    entry = models.OneToOneField(Entry, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="index")
    type = models.TextField()
    record_id = models.TextField()
    year = models.SmallIntegerField(null=True)
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)
    facets = ArrayField(models.TextField())
    lexemes = ArrayField(models.TextField())  # of all its passages together
    # By what the title sorts that a reader of each language sees.
    title_key_en = models.TextField()
    title_key_ru = models.TextField()
    title_key_kk = models.TextField()

    class Meta:
        managed = False
        db_table = "search_entry"

    def __str__(self) -> str:
        return self.record_id


class PassageQuerySet(models.QuerySet["SearchPassage"]):
    """Passages by what they are of."""

    def heads(self) -> "PassageQuerySet":
        """Titles and facts of entries."""
        return self.filter(part="head")

    def of_clauses(self) -> "PassageQuerySet":
        """Clauses of documents, each whole or in pieces."""
        return self.filter(part="clause")

    def matching(self, query: str) -> "PassageQuerySet":
        """Those that match; of a part that is in several pieces the first that does."""
        passages = SearchPassage.objects.filter(vector__matches=query)
        later = passages.filter(piece__gt=0).order_by("part", "clause_id", "piece").distinct("part", "clause_id")
        beginning = passages.filter(entry=OuterRef("entry"), part=OuterRef("part"), clause=OuterRef("clause"), piece=0)
        return self.filter(vector__matches=query).filter(
            Q(piece=0) | (Q(pk__in=later.values("pk")) & ~Exists(beginning))
        )


class SearchPassage(models.Model):
    """What a part of a published entry is found by: its title and facts, a clause, a piece of a long text."""

    id = models.BigAutoField(primary_key=True)
    entry = models.ForeignKey(SearchEntry, models.DO_NOTHING, db_constraint=False, related_name="passages")
    type = models.TextField()
    part = models.TextField()
    clause = models.ForeignKey(
        Clause, models.DO_NOTHING, db_column="part_id", db_constraint=False, related_name="passages"
    )
    position = models.IntegerField()  # among the parts of the entry
    piece = models.IntegerField()
    pieces = models.IntegerField()
    record_id = models.TextField()
    earliest = models.DateField(null=True)
    latest = models.DateField(null=True)
    vector = SearchVectorField()

    objects = PassageQuerySet.as_manager()

    class Meta:
        managed = False
        db_table = "search_passage"

    def __str__(self) -> str:
        return str(self.pk)
