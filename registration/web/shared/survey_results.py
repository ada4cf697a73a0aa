"""What people thought of a training."""

from ...domain.surveys.questions import questions
from ...domain.surveys.results import Results, results
from ...store import attendance as find
from ...store.models import Training


def results_of(training: Training) -> Results:
    """The results of a training's survey as they stand now."""
    asked = questions(training.survey, training.survey_questions)
    return results(asked, find.answers_of(training.id))
