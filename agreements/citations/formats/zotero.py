"""Zotero RDF: what Zotero reads of a page through unAPI, with nothing lost.

Source: the translators "unAPI" and "RDF" of Zotero (github.com/zotero/translators). It has no treaty: a treaty is a
document with ``Type: treaty`` in Extra, which its styles obey.
"""

from django.utils.html import escape

from agreements.citations.formats.items import Item, one_line

HEAD = """\
<?xml version="1.0" encoding="UTF-8"?>
<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:z="http://www.zotero.org/namespaces/export#"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"
 xmlns:bib="http://purl.org/net/biblio#" xmlns:foaf="http://xmlns.com/foaf/0.1/"
 xmlns:vcard="http://nwalsh.com/rdf/vCard#">
"""


def zotero_rdf(item: Item) -> str:
    """An item with each author whole, and the place and the doubt of the date kept."""
    kind, bib = ("bookSection", "BookSection") if item.container else ("report", "Report")
    if item.is_treaty and not item.container:
        kind, bib = "document", "Document"
    authors = "".join(
        f"<rdf:li><foaf:Person>{_tag('foaf:surname', name)}</foaf:Person></rdf:li>" for name in item.authors
    )
    locality = f"<vcard:adr><vcard:Address>{_tag('vcard:locality', item.place)}</vcard:Address></vcard:adr>"
    extra = "\n".join(
        filter(None, ("Type: treaty" if kind == "document" else "", *map(one_line, (item.originally, *item.remarks))))
    )
    parts = (
        _tag("z:itemType", kind),
        _tag("dc:title", item.title),
        f"<bib:authors><rdf:Seq>{authors}</rdf:Seq></bib:authors>" if authors else "",
        f"<dcterms:isPartOf><bib:Book>{_tag('dc:title', item.container)}</bib:Book></dcterms:isPartOf>"
        if item.container
        else "",
        f"<dc:publisher><foaf:Organization>{locality if item.place else ''}{_tag('foaf:name', item.archive)}"
        "</foaf:Organization></dc:publisher>",
        _tag("dc:date", item.date_for_zotero),
        _tag("dc:type", item.kind),
        _tag("z:language", item.lang),
        _tag("dcterms:abstract", item.abstract),
        *(_tag("dc:subject", word) for word in item.keywords),
        f"<dc:identifier><dcterms:URI>{_tag('rdf:value', item.address)}</dcterms:URI></dc:identifier>",
        _tag("dcterms:dateSubmitted", item.accessed.isoformat()),
        _tag("z:archive", item.held_in),
        _tag("dc:coverage", item.location),
        _tag("z:libraryCatalog", item.archive),
        f"<dc:description>{escape(extra)}</dc:description>" if extra else "",
    )
    body = "\n".join(filter(None, parts))
    return f'{HEAD}<bib:{bib} rdf:about="{escape(item.address)}">\n{body}\n</bib:{bib}>\n</rdf:RDF>\n'


def _tag(name: str, value: str) -> str:
    return f"<{name}>{escape(one_line(value))}</{name}>" if value else ""
