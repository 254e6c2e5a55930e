"""From one page to the next."""

from playwright.sync_api import Locator


def follow(way: Locator) -> None:
    """Click what leads to another page, and wait until that page is there: a click alone does not wait so long."""
    with way.page.expect_navigation():
        way.click()
