"""The pages that are about the archive as a whole."""

from django.conf import settings
from django.db.models import Count, F
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import get_language_from_request, override

from agreements.base.requests import site_address
from agreements.documents.life import life
from agreements.models import (
    Agreement,
    Clause,
    Confidence,
    Kind,
    Level,
    Party,
    Person,
    RelationType,
    Status,
    Theme,
)
from agreements.models.order import by_signature
from agreements.pages.starting import clause_of, questions
from agreements.search import Search
from agreements.search.parameters import SORTS

LATEST = 5
FACET_VALUES = 8  # shown of each facet on the home page


def root_redirect(request: HttpRequest) -> HttpResponse:
    """Redirect from ``/`` to the home page in the reader's language."""
    with override(get_language_from_request(request)):
        response = HttpResponseRedirect(reverse("home"))
    patch_vary_headers(response, ["Accept-Language", "Cookie"])
    return response


def icon(request: HttpRequest, file: str) -> HttpResponse:
    """Where the icon is that programs ask for at the root of a host without having read a page."""
    return HttpResponseRedirect(static(f"img/{file}"))


def robots(request: HttpRequest) -> HttpResponse:
    """Rules for crawlers: not the endless combinations of filters, nor later pages of lists, nor the admin.

    Links to such addresses have ``rel="nofollow"``. Every document is in the sitemap, and the page of a document names
    its canonical address.
    """
    disallowed = (
        "/admin/",
        "/*/suggest/",
        "/*/agreements/?",
        "/*/agreements/*?cite=",
        "/*/agreements/*/cite.",
        "/*/agreements/*/languages/",
        "/*/agreements/export.",
        "/*/kept/",
        "/*/compare/?",
        "/*/insights/*?",
        "/*/parties/*?",
        "/*/people/*?",
        "/*/places/*?",
        "/*/themes/*?",
    )
    sitemap, root = site_address() + reverse("sitemaps"), get_script_prefix().rstrip("/")
    lines = ("User-agent: *", *(f"Disallow: {root}{path}" for path in disallowed), f"Sitemap: {sitemap}")
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def home(request: HttpRequest) -> HttpResponse:
    """The home page: what to start from, numbers, the commonest values of some facets, the latest documents."""
    published = Agreement.objects.published()
    search = Search(QueryDict())
    facets = {facet.name: facet.values for facet in search.facets()}
    context = {
        "search": search,
        "quotation": clause_of(timezone.localdate()),
        "questions": questions(facets),
        "years": search.years,
        "figures": {
            "documents": published.count(),
            "clauses": Clause.objects.published().count(),
            "parties": Party.objects.published().count(),
            "people": Person.objects.published().count(),
        },
        "kinds": [value for value in facets["kind"] if value.count][:FACET_VALUES],
        "themes": facets["theme"][:FACET_VALUES],
        "parties": facets["party"][:FACET_VALUES],
        "places": facets["place"][:FACET_VALUES],
        "latest": list(published.for_list().order_by("-first_published", *by_signature(latest_first=True))[:LATEST]),
    }
    return render(request, "pages/home.html", context)


def about(request: HttpRequest) -> HttpResponse:
    """The scope of the record, its method and coding scheme, and what it leaves out."""
    published = Agreement.objects.published()
    context = {
        "licence": settings.RECORD_LICENCE,
        "total": published.count(),
        "without_clauses": published.filter(clauses=None).count(),
        "by_confidence": Confidence.objects.filter(entries__in=published)
        .annotate(count=Count("entries"))
        .order_by("position", "key"),
        "themes": Theme.objects.all(),
        "kinds": Kind.objects.all(),
        "levels": Level.objects.all(),
        "statuses": Status.objects.all(),
        "relation_types": RelationType.objects.all(),
    }
    return render(request, "pages/about.html", context)


def style(request: HttpRequest) -> HttpResponse:
    """The style page: every component once, for a document of the record that shows most of them."""
    document = (
        Agreement.objects.for_readers()
        .annotate(clause_count=Count("clauses"))
        .order_by(F("term_until_upper").desc(nulls_last=True), "-clause_count", "record_id")
        .first()
    )
    if document is None:
        raise Http404
    search = Search(QueryDict("kind=treaty&kind=agreement"))
    context = {
        "agreement": document,
        "life": life(document, []),
        "search": search,
        "chips": search.choices.chips(),
        "facets": [facet for facet in search.facets() if facet.name == "kind"],
        "years": search.years,
        "sorts": SORTS.items(),
        "statuses": Status.objects.all(),
    }
    return render(request, "pages/style.html", context)
