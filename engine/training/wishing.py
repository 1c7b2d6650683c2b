"""What is asked of a slice over what the run was set out to be."""

from dataclasses import fields, replace
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from _typeshed import DataclassInstance

AnyPlan = TypeVar("AnyPlan", bound="DataclassInstance")


def as_wished(plan: AnyPlan, wish: object) -> AnyPlan:
    """The plan, a dataclass, with what the wish says of its fields; None says nothing."""
    asked = {field.name: getattr(wish, field.name, None) for field in fields(plan)}
    return replace(plan, **{name: value for name, value in asked.items() if value is not None})
