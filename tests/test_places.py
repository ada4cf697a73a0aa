"""Tests stand where their subject stands, and no file is too long to be read at one go."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
MOST_LINES = 300
# What is tested through something else: a module, or the modules of a folder → where.
ELSEWHERE = {
    "actions/fundings": "web/staff/fundings",
    "actions/letters/lost_link": "web/participants/test_lost_link.py",
    "actions/staff/undo_allowed": "actions/staff/undo",
    "app": "web/test_matrix.py",
    "base": "worker/test_jobs.py",
    "cli_faults": "faults/test_nothing_leaks.py",
    "documents/logo_trial": "documents/test_logos.py",
    "documents/grant": "documents/test_certificate.py",
    "documents/ics": "letters/test_calendar_part.py",
    "domain/fields": "web/forms/test_plain_fields.py",
    "domain/letters/last_notified": "actions/letters/notifying",
    "domain/programme": "domain/programme/test_read.py",
    "domain/signups/fields": "web/forms/test_person_fields.py",
    "domain/staff/undo": "actions/staff/undo",
    "domain/surveys/questions": "web/participants/test_survey.py",
    "letters/dates": "letters/test_every_kind.py",
    "letters/escaping": "web/hostile/test_letters.py",
    "letters/html": "letters/test_every_kind.py",
    "letters/to_trainers": "letters/test_every_kind.py",
    "store/dialect": "store/letters/outbox",
    "store/heartbeats": "web/health",
    "store/keys": "web/test_ids_come_again.py",
    "store/letters/claims": "worker/postman/test_rounds.py",
    "store/letters/digest": "actions/letters/test_digest.py",
    "store/letters/figures": "web/health",
    "store/letters/last_notified": "actions/letters/notifying",
    "store/letters/reminders": "actions/letters/reminders",
    "store/letters/runs": "actions/letters/reminders",
    "store/locks": "actions/signups/seats/test_under_load.py",
    "store/migrating": "store/migrations",
    "store/models": "store/migrations",
    "store/paging": "web/staff/test_home.py",
    "store/privacy/notices": "web/participants/sign_up/test_fields.py",
    "store/signups/answers": "web/staff/trainings/planning/test_answered_questions.py",
    "store/signups/sign_up_rows": "actions/signups/test_sign_up.py",
    "store/staff/snapshots": "actions/staff/undo",
    "store/staff/team": "actions/staff/test_team.py",
    "store/staff/undoables": "actions/staff/undo",
    "store/surveys": "actions/test_surveys.py",
    "store/troubles": "actions/test_tick_parts.py",
    "web/guards": "web/test_headers.py",
    "web/privacy": "web/participants/sign_up/test_fields.py",
    "web/words": "web/staff/test_every_page.py",
    "web/assets": "web/test_headers.py",
    "web/form_tokens": "web/participants/sign_up/test_form_tokens.py",
    "web/forms": "web/staff/trainings/planning",
    "web/forms/details": "web/participants/my/test_details.py",
    "web/forms/funding": "web/staff/fundings/test_grants.py",
    "web/forms/link_again": "web/participants/test_lost_link.py",
    "web/forms/person": "web/staff/signups/test_person.py",
    "web/forms/questions": "web/participants/sign_up/test_questions.py",
    "web/forms/register": "web/participants/sign_up/test_fields.py",
    "web/forms/survey": "web/participants/test_survey.py",
    "web/forms/template": "web/staff/test_surveys.py",
    "web/forms/walk_in": "web/trainers/test_attendance.py",
    "web/participants/finding": "web/participants/my",
    "web/server_log": "test_logs.py",
    "web/server_threads": "faults/test_database.py",
    "web/shared": "web/trainers",
    "web/shared/calendar_entries": "web/participants/test_calendar.py",
    "web/staff/finding": "web/staff/test_every_page.py",
    "web/staff/flash": "web/staff/test_every_page.py",
    "web/staff/letter_preview": "web/staff/signups/test_bulk.py",
    "web/staff/affected_people": "web/staff/signups/test_person.py",
    "web/staff/list_filters": "web/staff/test_home.py",
    "web/staff/team/undo": "web/staff/trainings/planning/test_planning.py",
    "web/static_files": "web/staff/test_looks.py",
    "web/trainers/sheets": "web/trainers/test_lists.py",
    "worker/app": "worker/test_jobs.py",
    "worker/clock": "faults/test_twice.py",
}
# What is about many modules of its folder at once.
GENERAL = {
    "actions/letters/test_who_is_written_to.py",
    "actions/privacy/test_each_column.py",
    "actions/test_allowed.py",
    "actions/test_committed.py",
    "documents/test_titles.py",
    "documents/test_typed_signs.py",
    "letters/test_directions.py",
    "letters/test_every_kind.py",
    "letters/test_invariants.py",
    "letters/test_ways_out.py",
    "letters/test_wording.py",
    "store/migrations/test_every_revision.py",
    "store/migrations/test_migrations.py",
    "store/privacy/test_personal.py",
    "test_demo.py",
    "test_layers.py",
    "test_places.py",
    "test_templates.py",
    "test_translations.py",
    "web/hostile/test_letters.py",
    "web/hostile/test_text.py",
    "web/hostile/test_words.py",
    "web/staff/test_faults.py",
    "web/staff/test_looks.py",
    "web/test_allowed_pages.py",
    "web/test_away.py",
    "web/test_fuzz.py",
    "web/test_ids_come_again.py",
    "web/test_ledger.py",
    "web/test_limited_routes.py",
    "web/test_matrix.py",
    "web/test_newer_version.py",
    "web/test_query_counts.py",
    "web/test_query_counts_of_forms.py",
    "web/test_query_counts_of_pages.py",
    "web/test_views.py",
    "worker/test_headers.py",
    "worker/test_nothing_leaks.py",
    "worker/test_only_drains.py",
    "worker/test_raw_headers.py",
}
# No floor of the code: the service from outside, its papers, its tools.
OUTSIDE = {"attacks", "bench", "demo", "docs", "faults", "journeys"}


def has_code(path: Path) -> bool:
    tree = ast.parse(path.read_text(encoding="utf-8"))
    return any(isinstance(node, ast.FunctionDef | ast.ClassDef) for node in tree.body)


def modules() -> dict[str, Path]:
    """Each module with code, by its place: ``domain/signups/seats``, ``worker/jobs``."""
    paths = [*(ROOT / "registration").rglob("*.py"), *(ROOT / "worker").rglob("*.py")]
    found = {p.relative_to(ROOT).with_suffix("").as_posix(): p for p in paths}
    return {
        name.removeprefix("registration/"): path
        for name, path in found.items()
        if "store/migrations" not in name and path.name != "__init__.py" and has_code(path)
    }


MODULES = modules()
TESTS = {
    path.relative_to(ROOT / "tests").as_posix()
    for path in (ROOT / "tests").rglob("test_*.py")
    if path.relative_to(ROOT / "tests").parts[0] not in OUTSIDE
}


def mirrored(module: str) -> set[str]:
    """The tests at the place of a module: a file, or the files of a folder."""
    folder, _, name = module.rpartition("/")
    file = f"{folder}/test_{name}.py".lstrip("/")
    return {test for test in TESTS if test == file or test.startswith(f"{module}/")}


def elsewhere(module: str) -> str | None:
    """Where the list says that a module is tested: itself, or the nearest folder above it."""
    parts = module.split("/")
    names = ("/".join(parts[:end]) for end in range(len(parts), 0, -1))
    return next((ELSEWHERE[name] for name in names if name in ELSEWHERE), None)


@pytest.mark.parametrize("module", sorted(MODULES))
def test_each_module_has_its_tests_at_its_place_or_says_where(module: str) -> None:
    if mirrored(module):
        assert module not in ELSEWHERE
    else:
        assert elsewhere(module) is not None


def test_the_list_names_what_is_there() -> None:
    folders = {parent.as_posix() for name in MODULES for parent in Path(name).parents}
    assert [name for name in ELSEWHERE if name not in {*MODULES, *folders}] == []
    assert [place for place in ELSEWHERE.values() if not (ROOT / "tests" / place).exists()] == []


def test_each_test_stands_where_its_subject_stands() -> None:
    placed = {test for module in MODULES for test in mirrored(module)}
    assert sorted(TESTS - placed) == sorted(GENERAL)


def test_no_file_is_longer_than_can_be_read_at_one_go() -> None:
    kinds = {".py", ".js", ".css", ".html"}
    files = [
        path
        for top in ("registration", "worker", "templates", "tests")
        for path in (ROOT / top).rglob("*")
        # A released revision never changes.
        if path.suffix in kinds and "versions" not in path.parts
    ]
    lines = {path: path.read_text(encoding="utf-8").count("\n") for path in files}
    assert len(files) > 500
    assert [str(path.relative_to(ROOT)) for path, n in lines.items() if n > MOST_LINES] == []
