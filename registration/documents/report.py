"""The results of a survey on paper."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import format_decimal, get_locale, gettext, ngettext

from .. import formats
from ..domain.surveys.questions import SurveyQuestion
from ..domain.surveys.results import Results, Tally
from .pdf import paper_words, pdf
from .text import one_line


@dataclass(frozen=True)
class Surveyed:
    """Which training it was."""

    town: str
    training: str
    zone: ZoneInfo


def report(about: Surveyed, found: Results, made_at: datetime) -> bytes:
    """The results as PDF/UA on A4, in the language at hand. Only results that may be shown."""
    if not found.shown:
        raise ValueError("too few answers to show")
    data = {
        "lang": str(get_locale() or "de"),
        "title": one_line(f"{gettext('Survey results')}: {about.training}"),
        "town": one_line(about.town),
        "training": one_line(about.training),
        "answers": ngettext("%(num)d answer", "%(num)d answers", found.answers),
        "tallies": [_tally(tally) for tally in found.plots],
        "quotes": [
            {
                "question": one_line(question_word(quotes.question)),
                "texts": [one_line(t) for t in quotes.texts],
            }
            for quotes in found.quotes
        ],
        "made_at": formats.moment(made_at, about.zone),
        "words": {
            "heading": gettext("Survey results"),
            "answer": gettext("Answer"),
            "count": gettext("People"),
            "none": gettext("Nobody has written anything here."),
            **paper_words(),
        },
    }
    return pdf("results", data, made_at)


def _tally(tally: Tally) -> dict[str, Any]:
    return {
        "question": one_line(question_word(tally.question)),
        "rows": [[one_line(word), count] for word, count in bars_of(tally)],
        "most": max(tally.counts),
        "mean": mean_word(tally),
        "alt": plot_words(tally),
    }


def question_word(question: SurveyQuestion) -> str:
    """What is asked. The town's own words are looked up in no catalogue: they are plain text."""
    return question.label if question.own else str(gettext(question.label))


def mean_word(tally: Tally) -> str:
    """The mean in words: 4,2 of 5. Empty where options have none."""
    if tally.mean is None:
        return "" if tally.total else gettext("no answer")
    number = format_decimal(tally.mean, format="0.0")
    return gettext("on average %(mean)s of 5", mean=number)


def plot_words(tally: Tally) -> str:
    """What the plot shows, for those who can't see it."""
    bars = [f"{word}: {count}" for word, count in bars_of(tally)]
    return gettext("Bar chart. %(bars)s", bars="; ".join(bars))


def bars_of(tally: Tally) -> list[tuple[str, int]]:
    """The word and the length of each bar."""
    words = [rating_word(v) if isinstance(v, int) else v for v in tally.values]
    return list(zip(words, tally.counts, strict=True))


def rating_word(rating: int) -> str:
    """A rating as the survey's form offers it."""
    return {
        1: gettext("1 – not at all good"),
        2: gettext("2 – rather not good"),
        3: gettext("3 – middling"),
        4: gettext("4 – good"),
        5: gettext("5 – very good"),
    }[rating]
