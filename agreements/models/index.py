"""The index of the search, as Django sees it. Triggers in the database write it, nothing here does: docs/search.md."""

from typing import Any

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models.sql.compiler import SQLCompiler

from agreements.models.agreement import Agreement
from agreements.models.clause import Clause


@SearchVectorField.register_lookup
class Matches(models.Lookup):
    """``vector__matches=query``: PostgreSQL's ``@@`` with a query that is already made of lexemes."""

    lookup_name = "matches"
    prepare_rhs = False

    def as_sql(self, compiler: SQLCompiler, connection: Any) -> tuple[str, tuple[Any, ...]]:
        """The operator, which an index on the vector answers."""
        left, left_params = self.process_lhs(compiler, connection)
        return f"{left} @@ %s::tsquery", (*left_params, self.rhs)


class SearchDocument(models.Model):
    """What a published document is found, filtered and sorted by."""

    agreement = models.OneToOneField(
        Agreement, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="index"
    )
    record_id = models.TextField()
    year = models.SmallIntegerField()
    signed_lower = models.DateField(null=True)
    signed_upper = models.DateField(null=True)
    facets = ArrayField(models.TextField())
    vector = SearchVectorField()
    # By what the title sorts that a reader of each language sees.
    title_key_en = models.TextField()
    title_key_ru = models.TextField()
    title_key_kk = models.TextField()

    class Meta:
        managed = False
        db_table = "search_document"

    def __str__(self) -> str:
        return self.record_id


class SearchClause(models.Model):
    """What a clause of a published document is found by."""

    clause = models.OneToOneField(
        Clause, models.DO_NOTHING, primary_key=True, db_constraint=False, related_name="index"
    )
    document = models.ForeignKey(
        SearchDocument,
        models.DO_NOTHING,
        db_column="agreement_id",
        db_constraint=False,
        related_name="clauses",
    )
    record_id = models.TextField()
    number = models.SmallIntegerField()  # its place in the text of the document
    signed_lower = models.DateField(null=True)
    signed_upper = models.DateField(null=True)
    vector = SearchVectorField()

    class Meta:
        managed = False
        db_table = "search_clause"

    def __str__(self) -> str:
        return str(self.pk)
