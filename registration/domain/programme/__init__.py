"""The programme file: its values, how it is read and checked, how it is written."""

from .faults import Fault, ProgrammeFaults
from .read import read_programme
from .values import (
    Contact,
    Extras,
    FundingSpec,
    Programme,
    QuestionKind,
    QuestionSpec,
    SessionSpec,
    TrainerSpec,
    TrainingSpec,
)
from .write import as_toml_tables, question_table

__all__ = [
    "Contact",
    "Extras",
    "Fault",
    "FundingSpec",
    "Programme",
    "ProgrammeFaults",
    "QuestionKind",
    "QuestionSpec",
    "SessionSpec",
    "TrainerSpec",
    "TrainingSpec",
    "as_toml_tables",
    "question_table",
    "read_programme",
]
