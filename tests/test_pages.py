"""README and docs/osc.md say what the vocabulary says, and what stands in them is there."""

import re
from pathlib import Path

from bridge.vocabulary import VERBS
from bridge.vocabulary.tables import full_tables, short_tables, with_tables

ROOT = Path(__file__).parents[1]


def test_readmes_tables_are_the_vocabularys() -> None:
    page = (ROOT / "README.md").read_text("utf-8")
    assert with_tables(page, short_tables()) == page, "run: python -m bridge.vocabulary.tables"
    assert all(f"`{row.address}`" in page for row in VERBS)


def test_the_full_page_is_the_vocabularys() -> None:
    page = (ROOT / "docs" / "osc.md").read_text("utf-8")
    assert with_tables(page, full_tables()) == page, "run: python -m bridge.vocabulary.tables"


def test_every_link_in_the_pages_leads_somewhere() -> None:
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for link in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8")):
            assert (page.parent / link).exists(), f"{page.name} links to {link}, which isn't there"
