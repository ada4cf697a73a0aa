"""After a whole story no log line, job or key of Redis holds an address, a name or a token."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from redis import Redis

from tests.support.factories import make_training
from tests.support.mail import MailServer, links_in
from tests.support.pages import PERSON, forms_of
from tests.support.town import RunningTown, running_town

FORM = "/trainings/kurs/register"
SECRETS = ("amina", "yılmaz", "y\\u0131lmaz", "borken.example")


def everything_in(connection: Redis) -> str:
    """All keys and values of Redis, as text."""
    found = []
    for key in connection.scan_iter("*"):
        found += [repr(key), repr(connection.dump(key))]
    return "\n".join(found).lower()


def tell_a_story(town: RunningTown) -> list[str]:
    """Sign up, confirm, be refused by the mail server once, miss a link; the tokens that went by."""
    client = town.app.test_client()
    base = {"base_url": town.url}
    with town.app.app_context():
        make_training(datetime.now(UTC))
    with time_machine.travel(datetime.now(UTC) - timedelta(seconds=60), tick=False):
        fields = forms_of(client.get(FORM, **base))[0].fields
    assert client.post(FORM, data=fields | PERSON, **base).status_code == 303
    town.work()
    (confirm,) = links_in(town.mailbox.to(PERSON["email"])[0], "confirm")
    assert client.post(confirm.removeprefix(town.url), **base).status_code == 303
    town.mailbox.answer = lambda _envelope: "451 try later"
    town.work()
    town.mailbox.answer = None
    assert client.get("/my/nonsense", **base).status_code == 404
    return [confirm.rsplit("/", 1)[1]]


def test_logs_jobs_and_redis_name_nobody(
    database_url: str,
    valkey: str,
    mail_server: MailServer,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    with running_town(database_url, valkey, mail_server, monkeypatch) as town:
        tokens = tell_a_story(town)
        seen = capfd.readouterr()
        # The test's own web server writes paths; ours (gunicorn) writes no access log.
        logs = "\n".join(
            line for line in (seen.out + seen.err).splitlines() if "HTTP/1.1" not in line
        ).lower()
        kept = everything_in(Redis.from_url(valkey))
    assert "letter.sent" in logs
    assert "letter.refused" in logs
    for secret in (*SECRETS, *tokens):
        assert secret.lower() not in logs
        assert secret.lower() not in kept
