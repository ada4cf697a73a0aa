"""No header of a client moves a link, and no page keeps what one client sent for another."""

import http.client

import pytest

from tests.faults.town import Town

EVIL = "/evil.example"


def get(town: Town, path: str, **headers: str) -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", town.port, timeout=20)
    connection.putrequest("GET", path)
    for name, value in headers.items():
        connection.putheader(name, value)
    connection.endheaders()
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


@pytest.mark.parametrize(
    "name", ["SCRIPT_NAME", "PATH_INFO", "X-Forwarded-Prefix", "X-Script-Name"]
)
@pytest.mark.parametrize("full", [False, True])
def test_no_header_moves_the_links_of_a_page(town: Town, name: str, full: bool) -> None:
    slug = town.training(capacity=1)
    if full:
        town.sign_up(slug, 1)
    path = f"/trainings/{slug}/register"
    plain = get(town, path)
    for sent in (path, f"{EVIL}{path}"):
        _, moved = get(town, sent, **{name: EVIL})
        assert "evil" not in moved.replace(f"{EVIL}{path}", "")
    assert [get(town, path)[0] for _ in range(3)] == [plain[0]] * 3
    assert "evil" not in get(town, path)[1]


def test_the_database_of_a_small_town_is_read_by_its_owner_only(town: Town) -> None:
    town.training()
    files = list(town.folder.glob("zusage.sqlite*"))
    if "sqlite" in town.environment["DATABASE_URL"]:
        assert {file.stat().st_mode & 0o777 for file in files} == {0o600}
    else:
        assert files == []
