"""The one query object (first, straightforward version)."""

from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.http import QueryDict
from django.utils.functional import cached_property
from django.utils.html import escape
from django.utils.safestring import mark_safe
from django.utils.translation import gettext as _

from agreements.languages import Text, reading_order
from agreements.models import (
    Agreement,
    AgreementQuerySet,
    Clause,
    Confidence,
    Kind,
    Level,
    Party,
    Person,
    Place,
    Region,
    Status,
    Theme,
    country_name,
)
from agreements.search.labels import FACETS
from agreements.search.results import Chip, ClauseHit, Facet, FacetValue, Loosening, YearBar, page_of

PATHS = {
    "kind": ("kind__key", Kind), "level": ("level__key", Level), "status": ("status__key", Status),
    "theme": ("themes__key", Theme), "side": ("participations__party__side", None),
    "party": ("participations__party__slug", Party), "signatory": ("signatories__person__slug", Person),
    "place": ("place__slug", Place), "region": ("regions__slug", Region), "language": ("languages", None),
    "confidence": ("confidence__key", Confidence),
}


class Search:
    """One reader's question, and all that answers it."""

    def __init__(self, params: QueryDict, *, within: AgreementQuerySet | None = None) -> None:
        self.errors: dict[str, list[str]] = {}
        self.within = Agreement.objects.published() if within is None else within
        self.text = " ".join(params.get("q", "").replace("\0", " ").split())[:300]
        self.chosen = {name: [v for v in params.getlist(name) if v] for name in FACETS if params.getlist(name)}
        self.year_from = self._int(params, "year_from")
        self.year_to = self._int(params, "year_to")
        self.view = "clauses" if params.get("view") == "clauses" else "documents"
        default = "relevance" if self.text else "-signed"
        sort = params.get("sort", default)
        self.sort = sort if sort in ("relevance", "-signed", "signed", "title") else default
        self.page = self._int(params, "page") or 1

    def _int(self, params: QueryDict, name: str) -> int | None:
        value = params.get(name, "").strip()
        if value and not (value.isdecimal() and len(value) < 10):
            self.errors[name] = [_("Write a number.")]
            return None
        return int(value) if value else None

    def _filtered(self, skip: str = "") -> AgreementQuerySet:
        found = self.within
        for name, values in self.chosen.items():
            if name == skip:
                continue
            if name == "language":
                found = found.filter(languages__overlap=values)
            else:
                path = PATHS[name][0]
                found = found.filter(pk__in=Agreement.objects.filter(**{f"{path}__in": values}).values("pk"))
        if skip != "year":
            if self.year_from:
                found = found.filter(signed_year__gte=self.year_from)
            if self.year_to:
                found = found.filter(signed_year__lte=self.year_to)
        for word in self.text.split():
            found = found.filter(
                Q(title_en__icontains=word) | Q(title_ru__icontains=word) | Q(title_kk__icontains=word)
                | Q(summary_en__icontains=word) | Q(summary_ru__icontains=word) | Q(summary_kk__icontains=word)
            )
        return found

    @cached_property
    def agreements(self) -> AgreementQuerySet:
        """The documents found, in order, for page, API, feed and export alike."""
        if self.sort == "title":
            return self._filtered().order_by(f"title_{reading_order()[0]}", "record_id")
        return self._filtered().by_signature(latest_first=self.sort != "signed")

    @cached_property
    def clauses(self) -> Any:
        """The clauses found."""
        found = Clause.objects.published().filter(agreement__in=self._filtered())
        if "theme" in self.chosen:
            found = found.filter(pk__in=Clause.objects.filter(themes__in=self.chosen["theme"]).values("pk"))
        return found.by_signature()

    @cached_property
    def total(self) -> int:
        """How many documents (clauses, in the view of clauses)."""
        return self.clauses.count() if self.view == "clauses" else self.agreements.count()

    def results(self) -> Any:
        """The page of the result that was asked for."""
        return page_of(self.total, self._fetch, 20, self.page)

    def _fetch(self, start: int, stop: int) -> list[Any]:
        if self.view == "clauses":
            return [self._hit(clause) for clause in self.clauses.select_related("agreement")[start:stop]]
        found = list(self.agreements.for_list().prefetch_related("clauses")[start:stop])
        for agreement in found:
            agreement.title_marked = None  # type: ignore[attr-defined]
            agreement.clause_hits = [  # type: ignore[attr-defined]
                self._hit(clause) for clause in agreement.clauses.all()[:3] if self.text
            ]
        return found

    def _hit(self, clause: Clause) -> ClauseHit:
        return ClauseHit(
            clause, mark_safe(escape(clause.heading)), mark_safe(escape(clause.summary)),
            clause.heading.lang, clause.get_absolute_url(),
        )

    def facets(self) -> list[Facet]:
        """Every facet with its values and counts."""
        facets = []
        for name, label in FACETS.items():
            path, model = PATHS[name]
            rows = self._filtered(skip=name).order_by().values_list(path).annotate(n=Count("pk", distinct=True))
            counts: dict[str, int] = {}
            for value, count in rows:
                for key in value if isinstance(value, list) else [value]:
                    if key:
                        counts[key] = counts.get(key, 0) + count
            values = []
            for key, text in self._labels(name, model).items():
                selected = key in self.chosen.get(name, [])
                values.append(FacetValue(key, text, counts.get(key, 0), selected, self._toggled(name, key)))
            values.sort(key=lambda value: (-value.count, value.label))
            facets.append(Facet(name, str(label), values, name in self.chosen or name in ("kind", "theme")))
        return facets

    def _labels(self, name: str, model: Any) -> dict[str, Text]:
        lang = reading_order()[0]
        if name == "side":
            sides = Party.objects.published().order_by("side").values_list("side", flat=True).distinct()
            return {code: Text(country_name(code), lang) for code in sides}
        if name == "language":
            return {code: Text(code, lang) for code in ("ru", "kk", "en")}
        if hasattr(model, "label"):
            return {term.key: term.label for term in model.objects.all()}
        return {thing.slug: thing.name for thing in model.objects.all()}

    def _toggled(self, name: str, key: str) -> str:
        values = list(self.chosen.get(name, []))
        values.remove(key) if key in values else values.append(key)
        return self.query(**{name: values or None})

    def years(self) -> list[YearBar]:
        """The years from the first to the last of the record."""
        span = [y for y in Agreement.objects.published().order_by().values_list("signed_year", flat=True) if y]
        counts = dict(
            self._filtered(skip="year").order_by().values_list("signed_year").annotate(n=Count("pk"))
        )
        if not span:
            return []
        most = max(counts.values(), default=1)
        return [
            YearBar(
                year, counts.get(year, 0), (self.year_from or year) <= year <= (self.year_to or year),
                self.query(year_from=year, year_to=year), round(100 * counts.get(year, 0) / most),
            )
            for year in range(min(span), max(span) + 1)
        ]

    def chips(self) -> list[Chip]:
        """Every choice of the reader's, each with the query that drops it."""
        found = []
        for name, values in self.chosen.items():
            texts = self._labels(name, PATHS[name][1])
            for key in values:
                if key in texts:
                    found.append(Chip(name, str(FACETS[name]), texts[key], self._toggled(name, key)))
        return found

    def query(self, **changes: Any) -> str:
        """The canonical query string, with changes; None removes a parameter."""
        params: dict[str, Any] = {"q": self.text or None, "view": self.view if self.view != "documents" else None,
                                  "year_from": self.year_from, "year_to": self.year_to, **self.chosen,
                                  "sort": self.sort if self.sort not in ("relevance", "-signed") else None}
        params |= changes
        return urlencode({k: v for k, v in params.items() if v not in (None, "", [])}, doseq=True)

    def neighbours(self, record_id: str) -> tuple[Agreement | None, Agreement | None]:
        """The documents before and after this one in the result."""
        ids = list(self.agreements.values_list("record_id", flat=True))
        if record_id not in ids:
            return None, None
        place = ids.index(record_id)
        near = {a.record_id: a for a in Agreement.objects.filter(record_id__in=ids[max(place - 1, 0) : place + 2])}
        before = near.get(ids[place - 1]) if place else None
        return before, near.get(ids[place + 1]) if place + 1 < len(ids) else None

    def did_you_mean(self) -> str | None:
        """Another spelling of the question that finds more."""
        return None

    def loosen(self) -> list[Loosening]:
        """Ways to find more when nothing is found."""
        return []
