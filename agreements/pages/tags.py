"""Template tags and filters that all pages know."""

import json
import re
from collections.abc import Collection
from typing import Any, NamedTuple
from urllib.parse import parse_qsl

from django import template
from django.template.base import NodeList
from django.template.loader_tags import BlockNode
from django.utils.encoding import uri_to_iri
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext, ngettext, pgettext, pgettext_lazy

from agreements.base.edtf import Edtf
from agreements.base.languages import IN_LANGUAGE, Text, language_name, page_language
from agreements.entries.things import in_page
from agreements.models import Agreement, Level, Party, Term
from agreements.models.statements import Value
from agreements.pages import cards
from agreements.pages.histogram import draw_years
from agreements.pages.things import home_page, list_page, page_of
from agreements.rules import doubts
from agreements.rules.doubts import Doubt
from agreements.search import Facet, FacetValue, YearCount
from agreements.search.choices import Choices
from agreements.search.why import Why

register = template.Library()

_FIRST_LETTER = re.compile(r"\A((?:<[^>]*>)*)(\w)")  # of a text that may begin with tags
_BEFORE_STOP = re.compile(r" +(?=[.,:;](?: |$))")
_MOST_PARTIES = 3  # of a side, in a list
LINKED_DATA = '<script type="application/ld+json">{}</script>'
FOREIGN = '<span lang="{}">{}</span>'
LANGUAGE_MARK = '<span class="tongue">{}<span class="visually-hidden">: </span></span>'

KINDS_OF_SUGGESTIONS = {
    "document": pgettext_lazy("suggestion", "document"),
    "party": pgettext_lazy("suggestion", "party"),
    "person": pgettext_lazy("suggestion", "person"),
    "theme": pgettext_lazy("suggestion", "theme"),
    "place": pgettext_lazy("suggestion", "place"),
    "occasion": pgettext_lazy("suggestion", "occasion"),
}


@register.filter
def one_line(value: str) -> SafeString:
    """What was rendered, without line breaks, double spaces, and spaces before a stop: files end in a line break."""
    return mark_safe(_BEFORE_STOP.sub("", " ".join(value.split())))


@register.filter
def as_read(address: str) -> str:
    """An address for eyes, on paper: with its letters instead of the bytes of them."""
    return uri_to_iri(address)


@register.simple_tag(takes_context=True)
def again(context: template.Context, block: str) -> SafeString:
    """What a block of the page says, in one line, once more: title and description stand in a head twice."""
    return one_line(BlockNode(block, NodeList()).render(context))


@register.inclusion_tag("parts/card.html", takes_context=True)
def card(context: template.Context, kind: str, label: str = "") -> dict[str, str]:
    """The picture that shows a link to a page of this kind where it is shared; that of the archive if there is none."""
    drawn = cards.drawn(kind)
    archive = gettext("Archive of Cultural Agreements")
    named = label or cards.label(drawn)
    return {
        "base_url": context["base_url"],
        "file": cards.file(drawn, page_language()),
        "alt": f"{named} · {archive}" if drawn != cards.GENERAL else f"{archive}: {context['sides']}",
    }


@register.simple_tag
def linked_data_of(thing: Any) -> SafeString:
    """What the page of a party, person, place or theme is about, for machines."""
    return format_html(LINKED_DATA, in_page(page_of(thing)))


@register.simple_tag
def linked_data_of_list(route: str) -> SafeString:
    """What the page of a list is, for machines, by the name of its address."""
    return format_html(LINKED_DATA, in_page(list_page(route)))


@register.simple_tag
def linked_data_of_home() -> SafeString:
    """What the archive is, for machines."""
    return format_html(LINKED_DATA, in_page(home_page()))


@register.filter
def text(value: Text | str) -> str | SafeString:
    """A text of the record, with ``lang`` if its language is not the page's.

    Whether the archive supplied a title is not marked here: pages that say so look at ``supplied``.
    """
    lang = getattr(value, "lang", None)
    if not value or lang is None or lang == page_language():
        return value
    return format_html(FOREIGN, lang, str(value))


@register.filter
def doubts_of(agreement: Agreement, fact: str) -> list[Doubt]:
    """What is not certain of one fact of a document, on pages that show few of its facts."""
    return doubts.doubts(agreement, fact).get(fact, [])


@register.filter
def unsigned(agreement: Agreement) -> str:
    """What is said of a document without signatories."""
    return doubts.unsigned(agreement)


@register.simple_tag
def marked(value: Text | Term, why: Why | str) -> str | SafeString:
    """A text of the record, or the label of a term, as ``text`` shows it, with the words marked by which it was found.

    Where there is no reason why something was found, nothing is marked.
    """
    if not isinstance(why, Why):
        return text(value.label if isinstance(value, Term) else value)
    shown = why.marked(value)
    return shown.html if shown.lang == page_language() else format_html(FOREIGN, shown.lang, shown.html)


class PartyNames(NamedTuple):
    """The names that a list shows of the parties of a side, and how many it has beside them."""

    shown: list[str | SafeString]
    others: int


@register.simple_tag
def party_names(parties: list[Party], why: Why | str = "", *, whole: bool | str = False) -> PartyNames:
    """All names, or, of more than three, the first two: those by which something was found come first."""
    names = [marked(party.name, why) for party in parties]
    if whole or len(names) <= _MOST_PARTIES:
        return PartyNames(names, 0)
    shown = sorted(names, key=lambda name: "<mark>" not in name)[: _MOST_PARTIES - 1]
    return PartyNames(shown, len(names) - len(shown))


@register.simple_tag
def level_beside(level: Level, why: Why | str = "") -> str | SafeString:
    """A level beside the kind of a document, said to be one in languages where it would seem to agree with the kind."""
    words = pgettext("level beside a kind", "{level}")
    before = words.partition("{level}")[0]
    shown = marked(level, why)
    if before:
        shown = mark_safe(_FIRST_LETTER.sub(lambda match: match[1] + match[2].lower(), shown))  # escaped before
    return format_html(words, level=shown)


@register.simple_tag
def language_mark(lang: str) -> str | SafeString:
    """That what follows is in another language than the page, in words."""
    if not lang or lang == page_language():
        return ""
    return format_html(LANGUAGE_MARK, IN_LANGUAGE[lang])


@register.filter
def in_language(lang: str) -> str:
    """That something is in a language, in words: in Kazakh."""
    return str(IN_LANGUAGE[lang])


@register.filter
def asked(query: str, address: str = "") -> str:
    """Where a query string leads at an address, or on this page; without any, there is no question mark either."""
    return f"{address}?{query}" if query else address or "."


@register.filter
def fact_value(value: Value) -> str | SafeString:
    """A value of a fact, with the address that it leads to and its remark."""
    shown = text(value.text)
    if value.url:
        leads = "external noopener" if value.is_external else "nofollow" if "?" in value.url else ""
        rel = format_html(' rel="{}"', leads) if leads else ""
        shown = format_html('<a href="{}"{}>{}</a>', value.url, rel, shown)
    return format_html('{}, <span class="small">{}</span>', shown, text(value.remark)) if value.remark else shown


@register.filter
def edtf(value: str) -> str:
    """A date of the record in words; unchanged if it is not EDTF, which only columns of sources can hold."""
    try:
        return str(Edtf.parse(value))
    except ValueError:
        return value


@register.filter
def signed(agreement: Agreement) -> SafeString:
    """The date of signature, also for machines where it is certain.

    What is not certain is no ``time``: its text would have to be a valid date (HTML, 4.5.14), and some read it as one.
    """
    date = agreement.signed_date
    if date.certain:
        return format_html('<time datetime="{}">{}</time>', date.certain, date)
    return format_html("<span>{}</span>", date)


@register.filter
def language_label(code: str) -> str:
    """The name of a language in the language of the page (Unicode CLDR)."""
    return language_name(code)


@register.simple_tag
def histogram(years: list[YearCount], choices: Choices, prefix: str = "year", least: int = 0) -> SafeString:
    """The years of a result as columns that are links to its list; ``prefix`` begins the id of each.

    Nothing is drawn of fewer than ``least`` documents.
    """
    if sum(year.count for year in years) < least:
        return SafeString()
    return draw_years(years, choices, prefix)


# Here and not in a template: a list has hundreds of values, and it took half of the time of its page to render them.
# The address names the panel, which so stays open on a telephone without a script.
FACET_VALUE = """\
<li><a id="f-{}-{}" href="{}#narrow" rel="nofollow"{}>\
<span class="facet__box" aria-hidden="true"></span>
<span class="facet__label">{}</span>
<span class="facet__count">{}</span><span class="visually-hidden"> {}</span></a></li>"""
SELECTED, EMPTY = mark_safe(' aria-current="true"'), mark_safe(' class="is-empty"')


@register.simple_tag
def facet_values(facet: Facet, values: list[FacetValue]) -> SafeString:
    """Values of a facet as items of a list: links that take or drop one, each with the number that it would leave."""
    return format_html_join(
        "\n",
        FACET_VALUE,
        (
            (
                facet.name,
                value.key,
                asked(value.query),
                SELECTED if value.selected else "" if value.count else EMPTY,
                text(value.label),
                value.count,
                ngettext("document", "documents", value.count),
            )
            for value in values
        ),
    )


@register.simple_tag
def query(choices: Choices, **changes: str | int | None) -> str:
    """The query string of a result with some parameters changed (None: removed)."""
    return choices.query(**changes)


@register.simple_tag
def hidden(choices: Choices, *without: str) -> SafeString:
    """The parameters of a result as hidden fields of a form, ``without`` those that the form has fields for."""
    return _hidden_fields(choices.query(), without)


@register.simple_tag
def hidden_query(query: str) -> SafeString:
    """The parameters of a query string as hidden fields of a form."""
    return _hidden_fields(query)


def _hidden_fields(query: str, without: Collection[str] = ()) -> SafeString:
    kept = [(name, value) for name, value in parse_qsl(query) if name not in without]
    return format_html_join("", '<input type="hidden" name="{}" value="{}">', kept)


@register.simple_tag
def suggestion_kinds() -> str:
    """What the kinds of suggestions are called, as a JSON object; escaped like any other value of an attribute."""
    names = {kind: str(name) for kind, name in KINDS_OF_SUGGESTIONS.items()}
    return json.dumps(names, ensure_ascii=False, separators=(",", ":"))
