"""What the buttons of a document's page put on the clipboard, and say."""

import pytest
from playwright.sync_api import Page, expect

pytestmark = pytest.mark.usefixtures("record")

MEMORANDUM = "2018-memorandum-kazinform-tatar-inform"
READ = """async (type) => {
  const [item] = await navigator.clipboard.read();
  return item.types.includes(type) ? (await item.getType(type)).text() : "";
}"""


def test_a_citation_is_copied_with_its_italics_and_a_link_as_an_address(page: Page, reading_room: str) -> None:
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.goto(f"{reading_room}/en/agreements/{MEMORANDUM}/")
    told = page.get_by_role("status")
    page.locator("[data-copy='#cite-apa-reference']").click()
    expect(told).to_have_text("Copied")
    assert "<i>Memorandum of cooperation between Kazinform" in page.evaluate(READ, "text/html")
    plain = page.evaluate(READ, "text/plain")
    assert plain.startswith("Tatar-inform News Agency & Kazinform International News Agency. ([ca. 2018]). Memorandum")
    assert plain.endswith(f"/id/{MEMORANDUM}")
    page.locator("#clause-1 [data-copy-text]").first.click()
    expect(told).to_contain_text(f"/id/{MEMORANDUM}#clause-1")
    assert page.evaluate(READ, "text/plain").endswith(f"/id/{MEMORANDUM}#clause-1")
    # A browser that writes plain text only.
    page.evaluate("() => { delete window.ClipboardItem; }")
    page.locator("[data-copy='#cite-gost-reference']").click()
    expect(told).to_have_text("Copied")
    assert page.evaluate("() => navigator.clipboard.readText()").startswith("[Меморандум о сотрудничестве между")
