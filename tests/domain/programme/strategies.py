"""Generated programmes, as a file can say them."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from registration.domain.programme import (
    Contact,
    FundingSpec,
    Programme,
    QuestionKind,
    QuestionSpec,
    SessionSpec,
    TrainerSpec,
    TrainingSpec,
)
from registration.domain.states import WaitlistMode
from registration.domain.text import has_control_characters, is_blank

# No controls, no lone surrogates, nothing that turns the direction of writing.
_characters = st.characters(
    exclude_categories=["Cc", "Cs", "Zl", "Zp"],
    exclude_characters="\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069",
)
lines = (
    st.text(_characters, min_size=1, max_size=40)
    .map(str.strip)
    .filter(lambda line: not is_blank(line) and not has_control_characters(line))
)
texts = (
    st.text(_characters | st.sampled_from('\n\t"\\'), max_size=80)
    .map(lambda text: text.strip("\n"))
    .filter(lambda text: not has_control_characters(text, lines=True))
)
slugs = st.from_regex(r"[a-z0-9](?:[a-z0-9-]{0,10}[a-z0-9])?", fullmatch=True)
keys = st.from_regex(r"[a-z][a-z0-9_]{0,10}", fullmatch=True)
addresses = st.from_regex(r"[a-z]{1,8}@[a-z]{1,8}\.example", fullmatch=True)
# Both sides of both clock changes, where one local time is two moments or none.
_changes = st.sampled_from(
    [
        datetime(2027, month, day, hour, minute, second, tzinfo=UTC)
        for month, day in ((3, 28), (10, 31))
        for hour, minute, second in ((0, 30, 0), (0, 59, 59), (1, 0, 0), (1, 30, 15))
    ]
)
_moments = _changes | st.datetimes(
    datetime(2026, 1, 1),  # noqa: DTZ001 (hypothesis adds the zone)
    datetime(2028, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)


@st.composite
def sessions(draw: st.DrawFn, first: datetime) -> tuple[SessionSpec, ...]:
    """One to four sessions, one after the other, some over several days."""
    found = []
    for number in range(draw(st.integers(1, 4))):
        starts = first + timedelta(days=3 * number)
        ends = starts + timedelta(minutes=draw(st.integers(1, 3 * 1440)))
        url = draw(st.sampled_from(["", "https://konferenz.example/raum?a=b&c"]))
        found.append(SessionSpec(starts, ends, draw(lines), draw(lines | st.just("")), url))
    return tuple(found)


@st.composite
def questions(draw: st.DrawFn, key: str) -> QuestionSpec:
    """A question of any kind, with options where they belong."""
    kind = draw(st.sampled_from(QuestionKind))
    options: tuple[str, ...] = ()
    if kind in (QuestionKind.CHOICE, QuestionKind.SEVERAL):
        options = tuple(draw(st.lists(lines, min_size=2, max_size=5, unique=True)))
    return QuestionSpec(
        key, draw(lines), kind, options, draw(st.booleans()), draw(lines | st.just(""))
    )


@st.composite
def trainings(draw: st.DrawFn, slug: str, fundings: list[str]) -> TrainingSpec:
    """A training that breaks no rule."""
    first = draw(_moments)
    earlier = st.none() | st.integers(1, 10_000).map(lambda n: first - timedelta(minutes=n))
    closes = draw(earlier)
    asked = draw(st.lists(keys, max_size=3, unique=True))
    trainers = st.builds(TrainerSpec, lines, addresses)
    return TrainingSpec(
        slug=slug,
        title=draw(lines),
        capacity=draw(st.integers(1, 100_000)),
        contact=Contact(draw(lines), draw(addresses), draw(lines | st.just(""))),
        sessions=draw(sessions(first)),
        summary=draw(lines | st.just("")),
        description=draw(texts),
        topic=draw(lines | st.just("")),
        language=draw(st.sampled_from(["de", "en", "ar", "pt-BR"])),
        waitlist=draw(st.sampled_from(WaitlistMode)),
        waitlist_limit=draw(st.none() | st.integers(0, 100_000)),
        offer_hours=draw(st.integers(1, 672)),
        email_confirmation=draw(st.booleans()),
        registration_opens=draw(st.none() | st.just((closes or first) - timedelta(days=30))),
        registration_closes=closes,
        cancel_until=draw(earlier),
        reminder_days=tuple(draw(st.lists(st.integers(1, 60), max_size=10))),
        survey=draw(st.sampled_from(["standard", "none"])),
        funding=draw(st.none() | st.sampled_from(fundings)) if fundings else None,
        trainers=tuple(draw(st.lists(trainers, max_size=2))),
        questions=tuple(draw(questions(key)) for key in asked),
    )


@st.composite
def programmes(draw: st.DrawFn) -> Programme:
    """A programme with some grants and some trainings."""
    grants = draw(st.lists(slugs, max_size=2, unique=True))
    courses = draw(st.lists(slugs, max_size=3, unique=True))
    funding = [
        FundingSpec(
            key=key,
            title=draw(lines),
            programme=draw(lines | st.just("")),
            notice=draw(texts),
            reference=draw(lines | st.just("")),
            retention_years=draw(st.integers(0, 30)),
        )
        for key in grants
    ]
    return Programme(tuple(funding), tuple(draw(trainings(slug, grants)) for slug in courses))
