"""Whatever Redis answers, no process ends, no sign-up is lost, and work goes on by itself."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import redis

from tests.faults.promises import assert_nothing_is_lost
from tests.faults.servers import Valkey
from tests.faults.town import Town
from tests.support import processes
from tests.support.processes import until


def only_reads(valkey: Valkey) -> Callable[[], object]:
    """A replica of a server that is not there, as after a fail-over."""
    valkey.connection().replicaof("127.0.0.1", 1)
    return lambda: valkey.connection().replicaof("NO", "ONE")


def is_full(valkey: Valkey) -> Callable[[], object]:
    """No memory is left, and nothing is thrown out."""
    valkey.connection().config_set("maxmemory-policy", "noeviction")
    valkey.connection().config_set("maxmemory", "1mb")
    return lambda: valkey.connection().config_set("maxmemory", "0")


def wants_a_password(valkey: Valkey) -> Callable[[], object]:
    """Another password than ours."""
    valkey.connection().config_set("requirepass", "another")
    theirs = redis.Redis.from_url(valkey.url, password="another")
    theirs.client_kill_filter(_type="normal", skipme=True)
    return lambda: theirs.config_set("requirepass", "")


def was_away(valkey: Valkey) -> Callable[[], object]:
    """It ended, and comes back with what it had."""
    valkey.stop()
    return valkey.start


FAULTS = {fault.__name__: fault for fault in (only_reads, is_full, wants_a_password, was_away)}
WORDS = {
    "only_reads": "only reads: it is a replica",
    "is_full": "is full",
    "wants_a_password": "refuses our sign-in",
    "was_away": None,
}


@pytest.fixture(params=FAULTS)
def fault(request: pytest.FixtureRequest, town: Town) -> Iterator[str]:
    """The name of a fault; Redis is mended afterwards in any case."""
    yield request.param
    for connection in (
        town.valkey.connection(),
        redis.Redis.from_url(town.valkey.url, password="another"),
    ):
        try:
            connection.config_set("requirepass", "")
            connection.config_set("maxmemory", "0")
            connection.replicaof("NO", "ONE")
        except redis.RedisError:
            continue


def test_a_worker_outwaits_it_at_work_and_at_its_start(town: Town, fault: str) -> None:
    at_work = town.start(processes.worker)
    until(lambda: at_work.said("worker.ready"), "it is at work")
    slug = town.training()
    before = town.sign_up(slug, 1)
    until(town.all_sent, "the worker is at work")

    mend = FAULTS[fault](town.valkey)
    starting = town.start(processes.worker)
    meanwhile = town.sign_up(slug, 2)
    if fault in ("only_reads", "is_full"):
        until(lambda: starting.said("worker.interrupted"), "it meets the fault")
    status, answer = town.get_json("/readyz")
    assert status == 200
    assert answer["status"] == "degraded"
    assert "redis" in answer["missing"]
    assert answer.get("redis") == WORDS[fault]

    mend()
    town.deliver(seconds=40)
    assert at_work.alive
    assert starting.alive
    assert_nothing_is_lost(town, acknowledged=before + meanwhile)


def test_limits_cost_no_form_and_no_answer_is_a_fault(town: Town, fault: str) -> None:
    town.kill_web()
    town.start_web(RATELIMIT_ENABLED="true")
    slug = town.training()
    first = town.sign_up(slug, 1)
    mend = FAULTS[fault](town.valkey)
    forms = [town.form(slug, f"x{number}@{slug}.example") for number in range(12)]
    with ThreadPoolExecutor(6) as people:
        answers = list(people.map(lambda form: town.send(slug, form), forms))
    mend()
    after = town.send(slug, town.form(slug, f"late@{slug}.example"))
    town.kill_web()
    assert set(answers) == {303}
    assert after == 303
    assert set(first) <= set(town.registered(slug))
