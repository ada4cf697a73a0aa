"""How fast papers and tables come: each function measures one thing and returns its figure."""

import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Flask
from flask_migrate import upgrade

from registration.app import create_app
from registration.documents.grant import Grant
from registration.documents.sheet import Occasion, SignatureSheet, Signer, signature_sheet
from registration.links import Links
from registration.store.database import db
from registration.store.models import Registration, Training
from tests.conftest import settings_for
from tests.support.factories import make_training, session_spec

RUNS = 7
STARTS = datetime(2027, 1, 21, 8, 30, tzinfo=UTC)
_MEASURE_XLSX = """
import time
from registration.documents.xlsx import Sheet, xlsx_file
rows = [[n, f"Yılmaz {n}", "Amina", "Flüchtlingshilfe Borken", "=1+1", "da"] for n in range(10_000)]
begin = time.perf_counter()
xlsx_file([Sheet("Liste", ["Nr.", "Nachname", "Vorname", "Organisation", "Rolle", "Do"], rows)], "T")
seconds = time.perf_counter() - begin
# VmHWM begins anew with the program; getrusage also counts whoever started it.
status = dict(line.split(":", 1) for line in open("/proc/self/status"))
print(seconds, int(status["VmHWM"].split()[0]) / 1024)
"""


def sheet_milliseconds(people: int) -> float:
    """The median time of a signature sheet, each with names of its own."""
    app = create_app(settings_for("sqlite://"))
    with app.test_request_context(headers={"Accept-Language": "de"}):
        return _median([lambda run=run: _sheet(people, run) for run in range(RUNS)])  # type: ignore[misc]


def _sheet(people: int, run: int) -> bytes:
    # The typesetter remembers what it has set: other names, as other trainings have.
    signers = [Signer(f"Yılmaz {run}-{n}", "Amina", "Flüchtlingshilfe") for n in range(people)]
    occasion = Occasion(
        town="Stadt Borken",
        training=f"Netzwerkarbeit {run}",
        starts=STARTS,
        ends=STARTS + timedelta(hours=7),
        place="Rathaus Borken",
        trainers=("Waik-Institut Köln",),
    )
    grant = Grant("Integration", "LEADER", "LAG-BA-2026-017", "Gefördert aus dem ELER.")
    return signature_sheet(SignatureSheet(occasion, signers, grant), STARTS)


def xlsx_of_ten_thousand() -> tuple[float, float]:
    """Seconds, and the megabytes that a process of its own took at most."""
    command = [sys.executable, "-c", _MEASURE_XLSX]
    found = subprocess.run(command, capture_output=True, check=True, text=True).stdout.split()
    return float(found[0]), float(found[1])


def list_page_milliseconds(database_url: str, people: int = 500) -> float:
    """The median server time of a trainer's list, audit entry and its commit included."""
    app = create_app(settings_for(database_url))
    with app.app_context():
        upgrade()
        path = _trainers_path(app, people)
        client = app.test_client()
        client.environ_base["HTTP_HOST"] = app.extensions["zusage_settings"].host
        took = _median([lambda: _open(client.get(path).status_code)] * RUNS)
        db.session.remove()
        db.engine.dispose()
    return took


def _open(status: int) -> None:
    if status != 200:
        raise AssertionError(f"the list answered {status}")


def _trainers_path(app: Flask, people: int) -> str:
    now = datetime.now(UTC)
    training = make_training(
        now, sessions=(session_spec(now + timedelta(days=1)),), capacity=people
    )
    db.session.add_all(_person(training, now, n) for n in range(people))
    db.session.commit()
    links: Links = app.extensions["zusage_links"]
    trainer = training.trainers[0]
    return f"/trainer/{links.token('trainer', trainer.key, trainer.link_version)}/"


def _person(training: Training, now: datetime, number: int) -> Registration:
    return Registration(
        training_id=training.id,
        state="confirmed",
        given_name="Amina",
        family_name=f"Özdemir {number * 7919 % 1000}",
        email=f"person{number}@borken.example",
        email_key=f"person{number}@borken.example",
        organisation="Flüchtlingshilfe Borken",
        role="volunteer",
        created_at=now,
    )


def _median(runs: list[Callable[[], object]]) -> float:
    took = []
    for run in runs:
        begin = time.perf_counter()
        run()
        took.append((time.perf_counter() - begin) * 1000)
    return statistics.median(took)
