"""Pages for trainers: by link, for one training; no account, no cookie, no script needed."""

# Each registers its views on the blueprint.
from . import attendance, lists, sheets, survey_results
from .blueprint import trainer_pages

__all__ = ["attendance", "lists", "sheets", "survey_results", "trainer_pages"]
