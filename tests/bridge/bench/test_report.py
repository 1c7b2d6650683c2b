import io
import json

from rich.console import Console

from bridge.bench.figure import Figure
from bridge.bench.report import as_json, print_table

FIGURES = [
    Figure("ping idle p50", 0.08, "ms", 0.1, "2000 pings"),
    Figure("ping idle p99", 0.7, "ms", 0.5, "the same"),
    Figure("under-runs", None, "blocks", 0, "sudo apt install jackd2"),
]


def test_json_has_value_unit_reach_and_met_of_every_figure() -> None:
    assert json.loads(as_json(FIGURES)) == {
        "ping idle p50": {"value": 0.08, "unit": "ms", "reach": 0.1, "met": True},
        "ping idle p99": {"value": 0.7, "unit": "ms", "reach": 0.5, "met": False},
        "under-runs": {"value": None, "unit": "blocks", "reach": 0, "met": None},
    }


def test_the_table_has_a_row_for_every_figure_and_says_how_it_was_measured() -> None:
    page = io.StringIO()
    print_table(Console(file=page, width=140), FIGURES)
    rows = {line.split("│")[1].strip(): line for line in page.getvalue().splitlines() if line.startswith("│")}
    assert "0.08 ms" in rows["ping idle p50"]
    assert "yes" in rows["ping idle p50"]
    assert "2000 pings" in rows["ping idle p50"]
    assert "no" in rows["ping idle p99"]
    assert "not measured" in rows["under-runs"]
    assert "sudo apt install jackd2" in rows["under-runs"]
