"""Templates are written so that a change to one can be read line by line."""

from pathlib import Path

import pytest

TEMPLATES = Path(__file__).parents[1] / "templates"
LONGEST_LINE = 120


@pytest.mark.parametrize(
    "template",
    sorted(path for path in TEMPLATES.rglob("*") if path.is_file()),
    ids=lambda p: p.name,
)
def test_no_line_is_longer_than_a_screen_is_wide(template: Path) -> None:
    lines = template.read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if len(line) > LONGEST_LINE] == []
