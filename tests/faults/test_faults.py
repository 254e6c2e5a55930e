"""A short part of `make faults`: a served archive whose processes are killed while documents are saved in it."""

from pathlib import Path

import pytest

from tests.faults.archives import FIRST, Bench, Site, give_account, kill
from tests.faults.scenarios import strike


@pytest.mark.long
def test_a_served_archive_outlives_its_processes_and_keeps_every_acknowledged_save(tmp_path: Path) -> None:
    with Bench(tmp_path).serving(Site(tmp_path / "var")) as site:
        site.next_page(FIRST)
        give_account(site)

        outcome = strike(site, lambda: kill(site.database(), *site.supervisors(), site.workers()[0]))
        assert outcome.found == outcome.acknowledged > 3
        site.stop()
        assert site.process is not None
        assert site.process.returncode == 0
        assert not list(site.cluster.remains())
