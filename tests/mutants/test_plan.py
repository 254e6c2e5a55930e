"""The plan of the mutants names what is there: a change of the code that it does not follow is noticed at once."""

from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).resolve().parents[2]
PLAN: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("plan.yaml").read_text(encoding="utf-8"))


def test_every_module_and_test_of_the_plan_exists() -> None:
    entries = [*PLAN["modules"], *PLAN["by_hand"].values(), *PLAN["living"]]
    named = {entry["file"] for entry in entries}
    named |= {word for entry in entries for word in entry.get("tests", "").split() if word.startswith("tests/")}
    assert not sorted(path for path in named if not (ROOT / path).exists())


@pytest.mark.parametrize("fault", PLAN["by_hand"])
def test_a_fault_made_by_hand_changes_text_that_is_there_once(fault: str) -> None:
    entry = PLAN["by_hand"][fault]
    assert (ROOT / entry["file"]).read_text(encoding="utf-8").count(entry["old"]) == 1
