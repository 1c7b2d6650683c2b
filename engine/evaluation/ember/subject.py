"""A loaded model at one setting, and where the clips that it makes are kept."""

from dataclasses import dataclass
from pathlib import Path

from engine.evaluation.ember.making import OnClip, edit, make
from engine.evaluation.ember.plan import Plan
from engine.evaluation.ember.sampling import Setting, setting_of
from engine.evaluation.ember.shelf import Shelf, shelf_of
from engine.families.family import Family


@dataclass(frozen=True, slots=True, eq=False)
class Subject:
    """What is measured."""

    family: Family
    setting: Setting
    shelf: Shelf

    def make(self, plan: Plan, data: Path, on_clip: OnClip) -> None:
        """Make all that a plan asks for and that isn't there yet; `on_clip` is called for each clip."""
        self.shelf.write_table((*plan.new, *plan.edits))
        make(self.family, self.setting, self.shelf, plan.new, on_clip)
        edit(self.family, self.setting, self.shelf, plan.edits, data, on_clip)


def subject_of(family: Family, out: Path, steps: int | None, guidance: float | None) -> Subject:
    """A model at a setting, None for what it likes itself, with its clips in the folder `out`."""
    setting = setting_of(family, steps, guidance)
    return Subject(family, setting, shelf_of(out, family.card, setting))
