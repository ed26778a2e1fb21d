"""The names and values a record consists of, whatever kind of object it is."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any, ClassVar, Protocol

from attrs import AttrsInstance, frozen

FIELDS_OF_PYDANTIC = ("__pydantic_fields__", "model_fields", "__fields__")
"""Where a pydantic class keeps its fields by name, the newest place first."""


class DataclassObject(Protocol):
    """An instance of a dataclass."""

    __dataclass_fields__: ClassVar[dict[str, Any]]


class PydanticObject(Protocol):
    """An instance of a pydantic model."""

    __pydantic_fields__: ClassVar[dict[str, Any]]


Record = Mapping[str, object] | AttrsInstance | DataclassObject | PydanticObject
"""What a record of facts may be."""


@frozen
class Unreadable:
    """Stands for the value of a field that raised when it was looked at."""

    error: Exception


def named_values(record: object) -> list[tuple[object, object]] | None:
    """Return the names and values of a record, or `None` for what is no record.

    A record is a mapping, or an instance of an attrs class, a dataclass or a pydantic model. Of an
    instance only the declared fields are read, in their order: no methods and properties, and no
    field whose name begins with an underscore. Raises whatever a mapping raises.
    """
    if isinstance(record, Mapping):
        return [(key, value) for key, value in record.items()]
    names = _field_names(type(record))
    if names is None:
        return None
    found: list[tuple[object, object]] = [
        (name, _value(record, name)) for name in names if not name.startswith("_")
    ]
    # Where a pydantic model takes what it did not declare, that was given too.
    extra = getattr(record, "__pydantic_extra__", None)
    return found + list(extra.items()) if isinstance(extra, dict) else found


def _field_names(of: type) -> list[str] | None:
    """Return the names of the fields a class declares, or `None` where it declares none."""
    attributes = getattr(of, "__attrs_attrs__", None)
    if attributes is not None:
        return [attribute.name for attribute in attributes]
    if dataclasses.is_dataclass(of):
        return [field.name for field in dataclasses.fields(of)]
    for place in FIELDS_OF_PYDANTIC:
        fields = getattr(of, place, None)
        if isinstance(fields, Mapping):
            return list(fields)
    return None


def _value(record: object, name: str) -> object:
    try:
        found: object = getattr(record, name)
    except Exception as error:  # noqa: BLE001 - a field may be the caller's code
        return Unreadable(error)
    return found
