"""Takes on disk: a session's WAV files, their recipes, the index, and the thread that owns them."""

from bridge.takes.archive import Archive
from bridge.takes.backlog import check_backlog
from bridge.takes.exporting import Export, check_export, export_take
from bridge.takes.recipe import Recipe, differences, recipe_from_json, recipe_to_json
from bridge.takes.session import Session, open_session
from bridge.takes.take import Take

__all__ = [
    "Archive",
    "Export",
    "Recipe",
    "Session",
    "Take",
    "check_backlog",
    "check_export",
    "differences",
    "export_take",
    "open_session",
    "recipe_from_json",
    "recipe_to_json",
]
