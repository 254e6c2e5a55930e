"""How long: stated terms by length, and the documents with a stated end, one by one."""

import datetime

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.base.drawing import layouts
from agreements.base.drawing.letters import lines
from agreements.base.edtf import Edtf
from agreements.insights.chart_parts import Chart, Linked, Result, Table
from agreements.insights.figures import Bars, Key, Spans
from agreements.insights.words import year_span
from agreements.models import Agreement, Force
from agreements.search.subsets import TERM_YEARS, term_label

DRAWN = 40  # documents that are drawn one by one
LOOK: dict[str, str] = {Force.IN: "bar", Force.OUT: "bar bar--third"}
UNKNOWN = "bar bar--open"


def _keys() -> list[Key]:
    """What the colours of spans mean."""
    return [
        Key(LOOK[Force.IN], "", _("in force"), ""),
        Key(LOOK[Force.OUT], "", _("no longer in force"), ""),
        Key(UNKNOWN, "", _("status not known"), ""),
    ]


def lengths(result: Result) -> Chart | None:
    """Documents by the length of their stated term."""
    rows = result.documents.annotate(years=TERM_YEARS).values_list("years").annotate(count=Count("pk"))
    counts: dict[int | None, int] = dict(rows)
    if not counts:
        return None
    cells = [
        result.cell(term_label(years), counts[years], mark=f"term.{years}")
        for years in sorted(years for years in counts if years is not None)
    ]
    with_end = sum(cell.count for cell in cells)
    bars = [layouts.Bar(cell) for cell in cells]
    if unstated := counts.get(None, 0):
        bars.insert(0, layouts.Bar(result.cell(_("No end stated"), unstated, mark="term.none"), role="bar bar--open"))
    return Chart(
        slug="terms",
        name=_("Length of terms"),
        title=_how_many_end(with_end, result.total),
        subtitle=_("Length of the stated term."),
        method=_(
            "Length is the number of calendar years that the term covers, in whole or in part, from its beginning (if "
            "none is stated, from entry into force or signature) to its stated end. Where no end is stated, the "
            "document is not taken to have ended or to be in force; its status shows what the sources say."
        ),
        table=Table([_("Term"), _("Documents")], [[bar.cell.label, bar.cell] for bar in bars]),
        figure=Bars(bars, top=4),
    )


def _how_many_end(count: int, total: int) -> str:
    if not count:
        return _("No document says when it ends")
    if count == total:
        return _("Every document says when it ends")
    text = ngettext(
        "%(count)s of %(total)s documents says when it ends",
        "%(count)s of %(total)s documents say when they end",
        count,
    )
    return text % {"count": count, "total": total}


def lives(result: Result) -> Chart | None:
    """Each document with a stated end, from its beginning to it, in the order of signature."""
    ending = result.documents.exclude(term_until="")
    total = ending.count()
    if not total:
        return None
    shortest, longest = ending.aggregate(shortest=Min(TERM_YEARS), longest=Max(TERM_YEARS)).values()
    latest = ending.by_signature(latest_first=True).values_list("pk", flat=True)[:DRAWN]
    documents = Agreement.objects.published().filter(pk__in=list(latest)).for_list().by_signature()
    labels = [_label(document) for document in documents]
    rows = [_span(document, *label) for document, label in zip(documents, labels, strict=True)]
    return Chart(
        slug="lives",
        name=_("From beginning to end"),
        title=_how_long(shortest, longest),
        subtitle=_("From the beginning of the term to its stated end, in the order of signature.")
        + (" " + _("The %(count)s signed last are shown.") % {"count": DRAWN} if total > DRAWN else ""),
        method=_(
            "A bar begins with the term, else with entry into force, else with signature. Where a year alone "
            "is known, the whole year is drawn. If a term was prolonged, the page of the document says so."
        ),
        table=Table(
            [_("Document"), _("Signed"), _("Beginning"), _("End"), _("Status")],
            [
                [
                    Linked(document.title, document.get_absolute_url()),
                    str(document.signed_date),
                    str(_beginning(document)),
                    str(_end(document)),
                    str(document.status.label),
                ]
                for document in documents
            ],
        ),
        figure=Spans(rows, labels, [key for key in _keys() if any(row.role == key.role for row in rows)]),
    )


def _how_long(shortest: int, longest: int) -> str:
    if shortest == longest:
        text = ngettext(
            "Where an end is stated, the term covers %(longest)s calendar year",
            "Where an end is stated, the term covers %(longest)s calendar years",
            longest,
        )
    else:
        text = ngettext(
            "Where an end is stated, the term covers from %(shortest)s to %(longest)s calendar year",
            "Where an end is stated, the term covers from %(shortest)s to %(longest)s calendar years",
            longest,
        )
    return text % {"shortest": shortest, "longest": longest}


def _beginning(document: Agreement) -> Edtf:
    return document.date_of("term_from") or document.date_of("in_force") or document.signed_date


def _end(document: Agreement) -> Edtf:
    return Edtf.parse(document.term_until)


def _days(document: Agreement) -> tuple[datetime.date, datetime.date]:
    begin, end = _beginning(document), _end(document)
    start, stop = begin.lower or begin.upper, end.upper or end.lower
    assert start
    assert stop
    return start, max(start, stop)


def _label(document: Agreement) -> tuple[str, str]:
    """What the document is and for which years, and its parties."""
    start, stop = _days(document)
    parties = " — ".join(", ".join(str(party.name) for party in side) for side in document.sides().values())
    return f"{document.kind.label} · {year_span(start.year, stop.year)}", parties


def _span(document: Agreement, words: str, parties: str) -> layouts.Span:
    start, stop = _days(document)
    return layouts.Span(
        label=[*lines(words), *lines(parties, most=1)],
        start=start,
        end=stop,
        url=document.get_absolute_url(),
        name=f"{words} · {document.status.label}: {document.title}",
        role=LOOK.get(document.status.force, UNKNOWN),
    )
