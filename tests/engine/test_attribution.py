"""The list that travels with weights: each author, licence and source once, with the number of clips."""

from pathlib import Path

from engine.attribution import Credit, write_attribution


def test_each_credit_is_a_row_with_its_number_of_clips(tmp_path: Path) -> None:
    ann = Credit("Ann", "CC0-1.0", "a.example")
    ben = Credit("Ben", "CC-BY-4.0", "b.example")
    write_attribution(tmp_path / "list.md", "the model", "No audio is in them.", [ben, ann, ben])
    page = (tmp_path / "list.md").read_text("utf-8")
    assert page.startswith("# Who made the sounds that the model learned from\n")
    assert "No audio is in them." in page
    assert page.endswith("|---|---|---|---|\n| 1 | CC0-1.0 | Ann | a.example |\n| 2 | CC-BY-4.0 | Ben | b.example |\n")
