"""How a column holds a value of an enumeration: as its text."""

from enum import StrEnum

from sqlalchemy import Enum


def stored(values: type[StrEnum], length: int = 20) -> Enum:
    """The type of a column for ``values``. Any other text raises LookupError, written or read."""
    return Enum(
        values,
        native_enum=False,
        length=length,
        validate_strings=True,
        values_callable=lambda known: [str(value) for value in known],
    )
