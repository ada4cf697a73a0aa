"""Grants: their logos, and the day of the proof."""

import io
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from flask import Flask

from registration.actions.fundings import Wording, save_funding
from registration.actions.privacy.purge import purge
from registration.store.database import db
from registration.store.models import Funding, FundingLogo, Registration
from tests.documents.pictures import png
from tests.support.desk import Desk
from tests.support.factories import make_confirmed, make_training
from tests.support.moments import yesterday
from tests.support.pages import unescaped

SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'


HOSTILE = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def upload(desk: Desk, funding: Funding, content: bytes, label: str = "EU") -> Any:
    """Send a logo."""
    form = {"label": label, "file": (io.BytesIO(content), "logo.svg")}
    kind = "multipart/form-data"
    return desk.post(f"/fundings/{funding.id}/logos", form, content_type=kind)


def test_a_logo_is_kept_and_shown(desk: Desk, funding: Funding, count_rows: Any) -> None:
    assert upload(desk, funding, SVG).status_code == 303
    answer = desk.get("/logos/1")
    assert (answer.mimetype, answer.data) == ("image/svg+xml", SVG)
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; style-src 'unsafe-inline'; ")
    assert policy.endswith("; sandbox")
    assert answer.headers["Content-Disposition"] == "attachment; filename=logo-1.svg"


@pytest.mark.parametrize("content", [HOSTILE, b"GIF89a", b"", b"\x89PNG\r\n\x1a\nkaputt"])
def test_a_hostile_or_broken_logo_is_refused(
    desk: Desk, funding: Funding, count_rows: Any, content: bytes
) -> None:
    assert upload(desk, funding, content).status_code == 422
    assert count_rows("funding_logo") == 0


def test_the_day_of_the_proof_is_set_here(desk: Desk, funding: Funding) -> None:
    form = {"retention_years": "10", "proof_submitted_on": "2027-02-01"}
    desk.edit(f"/fundings/{funding.id}", form)
    db.session.refresh(funding)
    assert (str(funding.proof_submitted_on), funding.retention_years) == ("2027-02-01", 10)


def proof(funding: Funding, app: Flask) -> list[Registration]:
    """Two people who prove a grant by a training long over, and one who proves nothing."""
    then = datetime.now(UTC) - timedelta(days=400)
    training = make_training(then, "alt", days=1)
    people = [make_confirmed(training, then) for _ in range(2)]
    make_confirmed(make_training(datetime.now(UTC), "neu"), datetime.now(UTC))
    training.funding_id = funding.id
    db.session.commit()
    purge(datetime.now(UTC), app.extensions["zusage_settings"].zone)
    return people


def test_a_day_that_makes_names_leave_is_confirmed_first(
    desk: Desk, funding: Funding, app: Flask
) -> None:
    people = proof(funding, app)
    day = (datetime.now(UTC) - timedelta(days=300)).date().isoformat()
    form = {"title": "LEADER", "retention_years": "0", "proof_submitted_on": day}
    for agreed in ({}, {"erase_names": "1"}, {"erase_names": "x"}, {"erase_names": "9" * 30}):
        answer = desk.edit(f"/fundings/{funding.id}", form | agreed)
        assert answer.status_code == 409
        assert "werden 2 Namen in den nächsten 7 Tagen gelöscht" in unescaped(answer)
        assert f'value="{day}"' in unescaped(answer)
        db.session.refresh(funding)
        assert funding.proof_submitted_on is None
    assert desk.edit(f"/fundings/{funding.id}", form | {"erase_names": "2"}).status_code == 303
    done = purge(datetime.now(UTC), app.extensions["zusage_settings"].zone)
    db.session.expire_all()
    assert (done.names, [p.given_name for p in people]) == (2, ["", ""])


def test_a_day_that_keeps_the_names_for_long_asks_nothing(
    desk: Desk, funding: Funding, app: Flask
) -> None:
    proof(funding, app)
    day = datetime.now(UTC).date().isoformat()
    form = {"title": "LEADER", "retention_years": "5", "proof_submitted_on": day}
    assert desk.edit(f"/fundings/{funding.id}", form).status_code == 303


def test_one_logo_is_taken_away_and_the_others_stay(app: Flask, desk: Desk) -> None:
    for name in ("EU", "Land"):
        wording = Wording(name, "", "Gefördert.", "", 5, None)
        save_funding(None, wording, yesterday(), "test", ZoneInfo("Europe/Berlin"))
    for grant, label in ((1, "erstes"), (1, "zweites"), (2, "fremdes")):
        form = {"label": label, "file": (io.BytesIO(png(90, 60)), "logo.png")}
        sent = desk.post(f"/fundings/{grant}/logos", form, content_type="multipart/form-data")
        assert sent.status_code == 303
    assert desk.post("/fundings/1/logos/1/remove").status_code == 303
    desk.post("/fundings/1/logos/3/remove")
    kept = db.session.scalars(db.select(FundingLogo.label).order_by(FundingLogo.id)).all()
    assert kept == ["zweites", "fremdes"]


def test_a_report_is_offered_for_the_whole_year_of_the_town(desk: Desk, funding: Funding) -> None:
    page = desk.get(f"/fundings/{funding.id}").text
    year = datetime.now(ZoneInfo("Europe/Berlin")).year
    assert f'value="{year}-01-01"' in page
    assert f'value="{year}-12-31"' in page
