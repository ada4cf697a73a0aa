"""Reads one TOML table by a schema, and collects the faults of the whole file."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from .checks import Check, Wrong
from .faults import Fault

T = TypeVar("T")


@dataclass(frozen=True)
class Schema:
    """Which keys a table must and may have, and how each is checked."""

    required: Mapping[str, Check]
    optional: Mapping[str, Check]

    @property
    def known(self) -> dict[str, Check]:
        """All keys with their checks."""
        return {**self.required, **self.optional}


class TableReader:
    """Reads tables; what is faulty is noted and left out."""

    def __init__(self) -> None:
        self.faults: list[Fault] = []

    def fault(self, where: str, key: str, text: str) -> None:
        """Note a fault."""
        self.faults.append(Fault(where, key, text))

    def unknown_keys(self, table: Mapping[str, Any], known: Collection[str], where: str) -> None:
        """Note each key that the format does not have."""
        for name in table:
            if name not in known:
                self.fault(where, name, "is not a key of this format")

    def tables(self, data: Mapping[str, Any], name: str, where: str) -> list[Any]:
        """The list of tables under a name; a fault if it is something else."""
        found = data.get(name, [])
        if isinstance(found, list):
            return found
        self.fault(where, name, f"must be written as a list of tables, [[{name}]]")
        return []

    def values(self, table: object, where: str, schema: Schema) -> dict[str, Any]:
        """The values of a table that pass their checks."""
        if not isinstance(table, dict):
            self.fault(where, "entry", "must be a table of keys and values")
            return {}
        for name in schema.required:
            if name not in table:
                self.fault(where, name, "is missing")
        self.unknown_keys(table, schema.known, where)
        found: dict[str, Any] = {}
        for name in (n for n in table if n in schema.known):
            try:
                found[name] = schema.known[name](table[name])
            except Wrong as wrong:
                self.fault(where, name, str(wrong))
        return found

    def build(self, make: Callable[..., T], values: dict[str, Any], schema: Schema) -> T | None:
        """The value that a table describes; None if a required part is faulty."""
        if any(values.get(name) is None for name in schema.required):
            return None
        return make(**values)
