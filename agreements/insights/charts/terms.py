"""How long: stated terms by length and status, and the documents with a stated end, one by one."""

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from agreements.base.drawing import layouts
from agreements.base.drawing.letters import lines
from agreements.base.edtf import Edtf
from agreements.insights.chart_parts import Cell, Chart, Linked, Result, Table
from agreements.models import Agreement, Force, Status
from agreements.search.subsets import TERM_YEARS, term_label

DRAWN = 40  # documents that are drawn one by one
LOOK: dict[str, str] = {Force.IN: "bar", Force.OUT: "bar bar--third"}


def lengths(result: Result) -> Chart | None:
    """Documents by the length of their stated term and their status."""
    counts: dict[tuple[int | None, str], int] = {}
    rows = result.documents.annotate(years=TERM_YEARS).values_list("years", "status").annotate(count=Count("pk"))
    for years, status, count in rows:
        counts[years, status] = count
    if not counts:
        return None
    present = {status for _years, status in counts}
    labels = {status.key: str(status.label) for status in Status.objects.all() if status.key in present}
    stated = sorted({years for years, _status in counts if years is not None})
    order: list[int | None] = [*stated, *([None] if any(years is None for years, _status in counts) else [])]
    names = {years: _("No end stated") if years is None else term_label(years) for years in order}

    def cell(years: int | None, status: str) -> Cell:
        length = f"term.{'none' if years is None else years}"
        label = f"{names[years]}, {labels[status]}"
        return result.cell(label, counts.get((years, status), 0), mark=length, status=status)

    cells = {years: [cell(years, status) for status in labels] for years in order}
    with_end = sum(count for (years, _status), count in counts.items() if years is not None)
    return Chart(
        slug="terms",
        title=_how_many_end(with_end, result.total),
        subtitle=_("Length of the stated term by status. %(count)s of %(total)s state no end.")
        % {"count": result.total - with_end, "total": result.total},
        method=_(
            "Length is the number of calendar years that the term touches, from its beginning (else entry "
            "into force, else signature) to its stated end. Where no end is stated, the document is taken "
            "neither to have ended nor to be in force; its status says what the sources tell."
        ),
        table=Table([_("Term"), *labels.values()], [[names[years], *cells[years]] for years in order]),
        drawing=layouts.grid(
            list(labels.values()),
            [layouts.GridRow(names[years], cells[years]) for years in order],
        ),
    )


def _how_many_end(count: int, total: int) -> str:
    if not count:
        return _("No document says when it ends")
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
    rows = [_span(document) for document in documents]
    return Chart(
        slug="lives",
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
        drawing=layouts.spans(rows, min(row.start.year for row in rows), max(row.end.year for row in rows)),
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


def _span(document: Agreement) -> layouts.Span:
    begin, end = _beginning(document), _end(document)
    start, stop = begin.lower or begin.upper, end.upper or end.lower
    assert start
    assert stop
    years = str(start.year) if start.year == stop.year else f"{start.year}–{stop.year}"
    words = " · ".join((str(document.kind.label), years, str(document.status.label)))
    parties = " — ".join(", ".join(str(party.name) for party in side) for side in document.sides().values())
    return layouts.Span(
        label=[*lines(words), *lines(parties, most=1)],
        start=start,
        end=max(start, stop),
        url=document.get_absolute_url(),
        name=f"{document.title}: {words}",
        role=LOOK.get(document.status.force, "bar bar--open"),
    )
