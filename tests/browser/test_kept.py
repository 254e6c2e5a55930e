"""The reading list in a real browser: what is kept, in which order, with which notes, and what is never lost."""

import io
import json
import re
from pathlib import Path
from urllib.parse import quote

from docx import Document
from playwright.sync_api import Browser, Page, expect

TREATY = "2013-11-11-treaty-good-neighbourliness"
MEMORANDUM = "2004-memorandum-kazan-astana"
FULL = "Storage.prototype.setItem = () => { throw new DOMException('full', 'QuotaExceededError'); };"


def keys(page: Page) -> list[str]:
    """The keys of the lines, in the order in which they are shown."""
    found: list[str] = page.locator("[data-key]").evaluate_all("lines => lines.map((line) => line.dataset.key)")
    return found


def stored(page: Page) -> list[dict[str, str]]:
    """What the browser stores."""
    return list(json.loads(page.evaluate("localStorage.getItem('kept')") or "[]"))


def note(page: Page, key: str) -> str:
    """The note on a line."""
    return page.locator(f"[data-key='{key}'] [data-kept-note]").input_value()


def test_a_list_is_made_ordered_noted_and_sent_from_the_keyboard(
    browser: Browser, page: Page, reading_room: str, tmp_path: Path
) -> None:
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(f"{reading_room}/en/agreements/?sort=title")
    height = page.evaluate("document.documentElement.scrollHeight")
    cards = page.locator("button[data-keep]")
    count, said = page.locator("[data-kept-count]"), page.locator("[data-announce]")
    wanted = [str(cards.nth(number).get_attribute("data-keep")) for number in (0, 1)]
    for number in (0, 1):
        cards.nth(number).press("Enter")
        expect(cards.nth(number)).to_have_attribute("aria-pressed", "true")
    expect(said).to_have_text("Kept. In your list: 2")
    expect(count).to_have_text("2")
    assert page.evaluate("document.documentElement.scrollHeight") == height, "nothing moves"
    page.locator("#sort").select_option("signed")  # the list changes in place
    expect(
        page.locator(
            f"button[data-keep='{wanted[0]}'][aria-pressed=true], .result-list:not(:has([data-keep='{wanted[0]}']))"
        )
    ).to_have_count(1)
    page.goto(f"{reading_room}/en/agreements/{TREATY}/")
    page.locator(f"button[data-keep='{TREATY}.clause-1']").press(" ")
    wanted.append(f"{TREATY}.clause-1")
    expect(count).to_have_text("3")
    page.get_by_role("link", name=re.compile(r"Kept\s+3")).press("Enter")
    expect(page.get_by_text("This is your list.")).to_be_visible()
    assert keys(page) == wanted

    up = page.locator(f"[data-key='{wanted[2]}'] [name=up]")
    up.press("Enter")
    up.press("Enter")
    expect(page.locator(f"[data-key='{wanted[2]}'] [name=down]")).to_be_focused()
    expect(said).to_have_text("Now in place 1")
    wanted.insert(0, wanted.pop())
    page.locator(f"[data-key='{wanted[0]}'] [data-kept-note]").fill("Test note: 100 % & “#1”\nsecond line")
    assert f"ids={','.join(wanted)}" in page.url
    page.reload()
    assert keys(page) == wanted
    assert note(page, wanted[0]) == "Test note: 100 % & “#1”\nsecond line"
    page.get_by_role("link", name="Skip to the content").press("Enter")
    expect(page).to_have_url(re.compile("#.*Test%20note"))  # a place on the page does not cost the notes
    address = page.url

    with page.expect_download() as waiting:
        page.get_by_role("button", name="Word").click()
    document = Document(io.BytesIO(Path(waiting.value.path()).read_bytes()))
    assert "second line" in [paragraph.text for paragraph in document.paragraphs]
    page.locator(".fold--tongues summary").click()
    page.get_by_role("link", name="Қазақша").click()
    page.wait_for_url("**/kk/kept/**")
    assert keys(page) == wanted
    assert note(page, wanted[0]).startswith("Test note: 100 %")
    page.locator("#kept-style").select_option("apa")
    page.wait_for_url("**style=apa**")
    assert note(page, wanted[0]).startswith("Test note: 100 %")

    other = browser.new_context(locale="ru", permissions=["clipboard-read", "clipboard-write"])
    reader = other.new_page()
    reader.goto(address)
    assert keys(reader) == wanted
    assert note(reader, wanted[0]).endswith("second line")
    assert stored(reader) == [], "what somebody sends is not stored unasked"
    reader.get_by_role("button", name="Keep it here").click()
    assert [one["key"] for one in stored(reader)] == wanted
    reader.locator("#kept-style").select_option("chicago")
    reader.wait_for_url("**style=chicago**")
    reader.get_by_role("button", name="Copy all citations").click()
    expect(reader.locator("[data-announce]")).to_have_text("Copied")
    read = "async (type) => (await (await navigator.clipboard.read())[0].getType(type)).text()"
    assert len(re.findall("<p ", reader.evaluate(read, "text/html"))) == 3
    assert "<i" in reader.evaluate(read, "text/html")
    assert len(reader.evaluate(read, "text/plain").splitlines()) == 3
    reader.locator(f"[data-key='{wanted[1]}'] [name=remove]").click()
    expect(reader.locator("[data-kept-count]")).to_have_text("2")
    reader.goto(f"{reading_room}/en/kept/")
    reader.wait_for_url("**ids=**")
    assert keys(reader) == [wanted[0], wanted[2]]
    other.close()


def test_nothing_that_was_kept_is_lost(browser: Browser, page: Page, reading_room: str) -> None:
    address = f"{reading_room}/en/kept/?ids={MEMORANDUM}"
    page.goto(f"{reading_room}/en/agreements/{TREATY}/")
    keep = page.locator(f"button[data-keep='{TREATY}']")
    keep.click()
    # Another's list does not replace one's own; added, it comes below it, and of two notes both stay.
    page.goto(f"{address},{TREATY}#{TREATY}=Theirs")
    assert [one["key"] for one in stored(page)] == [TREATY]
    page.locator(f"[data-key='{MEMORANDUM}'] [name=down]").click()
    assert [one["key"] for one in stored(page)] == [TREATY], "nor does a change of it"
    page.get_by_role("button", name="Add it to mine").click()
    assert stored(page) == [{"key": TREATY, "note": "Theirs"}, {"key": MEMORANDUM, "note": ""}]
    page.goto(f"{address}#{MEMORANDUM}=Mine%20%D0%B")  # cut within a letter
    assert note(page, MEMORANDUM) == "Mine "
    # The "#" was escaped, and all behind it too, or twice; or a chat has written the note out; or a mark came with it.
    two = f"{address},{TREATY}"
    said = "Моя, заметка, 100%, & #1"
    escaped = quote(said, safe="")
    for written, expected in (
        (f"{two}&style=apa%23{TREATY}={escaped}&{MEMORANDUM}=b", said),
        (f"{two}{quote(f'#{TREATY}={escaped}&{MEMORANDUM}=b', safe='')}", said),
        (f"{two}#{TREATY}={quote(escaped, safe='')}&{MEMORANDUM}=b", said),
        (f"{two}#{TREATY}={said}&{MEMORANDUM}=b>", said),
        (f"{two}#{MEMORANDUM}=b&{TREATY}=a%20%3E&>", "a >"),
    ):
        page.goto("about:blank")
        page.goto(written)
        assert keys(page) == [MEMORANDUM, TREATY]
        assert (note(page, TREATY), note(page, MEMORANDUM)) == (expected, "b")
        assert "#" in page.url
        assert "%23" not in page.url.partition("#")[0]
    # Two tabs: each sees what the other keeps, and overwrites nothing of it.
    second = page.context.new_page()
    second.goto(f"{reading_room}/en/agreements/{TREATY}/")
    keep_clause = second.locator(f"button[data-keep='{TREATY}.clause-1']")
    keep_clause.click()
    expect(page.locator("[data-kept-count]")).to_have_text("3")
    # One's own list stays one's own: it takes in what is kept elsewhere, at once or when the reader comes back to it.
    page.goto(f"{reading_room}/en/kept/")
    expect(page.get_by_text("This is your list.")).to_be_visible()
    keep_clause.click()
    expect(page.locator("[data-key]")).to_have_count(2)
    page.goto(f"{reading_room}/en/agreements/{TREATY}/")
    for number in (1, 2):
        page.locator(f"button[data-keep='{TREATY}.clause-{number}']").click()
    page.go_back()
    mine = [TREATY, MEMORANDUM, f"{TREATY}.clause-1", f"{TREATY}.clause-2"]
    expect(page.locator(f"[data-key='{mine[3]}']")).to_be_visible()
    page.locator(f"[data-key='{MEMORANDUM}'] [data-kept-note]").fill("Test \ud83d\udca5 (note)")
    expect(page).to_have_url(re.compile("note%29$"))
    assert [(one["key"], one["note"]) for one in stored(page)] == [
        (key, {TREATY: "Theirs", MEMORANDUM: "Test 💥 (note)"}.get(key, "")) for key in mine
    ]
    # What is added to one's own list is stored, with the notes of a pasted list, which are not sent.
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    other = f"https://other.example/id/{MEMORANDUM}"
    page.locator("#kept-add").fill(
        f"{other}\n{reading_room}/ru/kept/?ids={TREATY},2013-nothing#2013-nothing=Pasted note&{TREATY}=Theirs,"
    )
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_text("Nothing was added for this")).to_contain_text(other)
    expect(page.get_by_text("This is your list.")).to_be_visible()
    assert stored(page)[-1] == {"key": "2013-nothing", "note": "Pasted note"}
    assert stored(page)[0] == {"key": TREATY, "note": "Theirs"}
    assert any("add=" in one for one in asked)
    assert "Pasted" not in " ".join(one.partition("#")[0] for one in asked)
    page.locator("[data-key='2013-nothing'] [data-kept-note]").fill("Test note to nothing")
    assert stored(page)[-1] == {"key": "2013-nothing", "note": "Test note to nothing"}
    page.locator("[data-key='2013-nothing'] [name=remove]").click()
    expect(page).to_have_title(re.compile(r"\(4\)"))
    page.goto(f"{reading_room}/en/agreements/{TREATY}/")
    keep.click()
    expect(second.locator(f"button[data-keep='{TREATY}']")).to_have_attribute("aria-pressed", "false")
    assert [one["key"] for one in stored(page)] == mine[1:]
    second.close()
    # What is stored was damaged: what can be read of it is there, the rest is set aside until this has been read.
    half = r'"Test old-words \ud83d"'
    damaged = f'[{{"key":"{MEMORANDUM}","note":{half}}},{{"key":"{TREATY}","note":"Test cut'
    page.evaluate("text => localStorage.setItem('kept', text)", damaged)
    page.goto(f"{reading_room}/en/kept/")
    page.wait_for_url("**ids=**")
    expect(page.get_by_role("alert")).to_contain_text("was damaged")
    assert [(one["key"], one["note"]) for one in stored(page)] == [
        (MEMORANDUM, "Test old-words \ufffd"),
        (TREATY, "Test cut"),
    ]
    assert page.evaluate("localStorage.getItem('kept-damaged')") == damaged
    page.get_by_role("alert").get_by_role("button", name="Close").click()
    expect(page.get_by_role("alert")).to_have_count(0)
    assert page.evaluate("localStorage.getItem('kept-damaged')") is None
    page.goto(f"{reading_room}/en/agreements/{TREATY}/")
    # A full list says so and takes no more.
    many = json.dumps([{"key": f"2000-test-{number}", "note": ""} for number in range(200)])
    page.evaluate("text => localStorage.setItem('kept', text)", many)
    page.reload()
    keep.click()
    expect(page.get_by_role("alert")).to_contain_text("A list holds 200 entries")
    assert len(stored(page)) == 200
    # What has no room stays in the address, with its note, and in a list of its own.
    ids = [f"2000-test-{number}" for number in range(203)]
    page.goto(f"{reading_room}/en/kept/?ids={','.join(ids)}#{ids[201]}=Test%20note")
    page.locator(f"[data-key='{ids[0]}'] [name=down]").click()
    ids[:2] = ids[1::-1]
    expect(page).to_have_url(f"{reading_room}/en/kept/?ids={','.join(ids)}#{ids[201]}=Test%20note")
    part = page.locator("[data-kept-part]")
    expect(part).to_have_attribute("href", re.compile(f"={','.join(ids[200:])}#{ids[201]}=Test%20note$"))
    expect(page.locator("[data-kept-files] [name=ids]")).to_have_value(",".join(ids[:200]))
    # Notes of a novel's length are shown and stored; a file that cannot hold them is not made without them.
    page.evaluate("localStorage.clear()")
    page.goto(f"{address}#{MEMORANDUM}={'word%20' * 20_000}")
    assert len(note(page, MEMORANDUM)) == 100_000
    page.get_by_role("button", name="Keep it here").click()
    assert len(stored(page)[0]["note"]) == 100_000
    page.get_by_role("button", name="Word").click()
    expect(page.get_by_role("alert")).to_contain_text("too long for a file")
    expect(page.locator("[data-kept-said]")).not_to_contain_text("A file is safer")
    page.goto(f"{reading_room}/en/agreements/{TREATY}/")
    # No room, or none allowed: the list is in a link.
    page.evaluate("localStorage.clear()")
    page.add_init_script(FULL)
    page.reload()
    keep.click()
    expect(keep).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("alert").get_by_role("link")).to_have_attribute("href", re.compile(f"ids={TREATY}$"))
    page.locator("a[href='/en/agreements/']").first.click()
    page.get_by_role("link", name=re.compile(r"Kept\s+1")).click()
    assert keys(page) == [TREATY]
