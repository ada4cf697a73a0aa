"""What is wrong with a value, with what to write; and no secret in it."""

import pytest

from tests.support.environment import KEY, faults, read


@pytest.mark.parametrize(
    ("name", "raw", "fault"),
    [
        ("SECRET_KEY", "short", "is weak: each key needs 32 random characters"),
        ("SECRET_KEY", "a" * 64, "is weak"),
        ("SECRET_KEY", "changeme" * 8, "is weak"),
        ("SECRET_KEY", f"{KEY},short", "is weak"),
        ("SECRET_KEY", ",", "is weak"),
        ("PUBLIC_URL", "schulungen.stadt.example", "needs http:// or https://"),
        ("PUBLIC_URL", "ftp://stadt.example", "needs http:// or https://"),
        ("PUBLIC_URL", "https://", "needs http:// or https:// and a host"),
        ("PUBLIC_URL", "https://stadt.example/schulungen", "must not have a path"),
        ("PUBLIC_URL", "https://stadt.example?a=b", "must not have a path"),
        ("PUBLIC_URL", "https://stadt.example#a", "must not have a path"),
        ("PUBLIC_URL", "https://user:pass@stadt.example", "must not have a path"),
        ("PUBLIC_URL", "https://:pass@stadt.example", "must not have a path"),
        ("PUBLIC_URL", "http://stadt.example", "must begin with https:// (http is for localhost only)"),
        ("PUBLIC_URL", "http://localhost.stadt.example", "must begin with https://"),
        ("PUBLIC_URL", "http://127.0.0.2", "must begin with https://"),
        ("PUBLIC_URL", "https://stadt.example:99999", "is no web address"),
        ("PUBLIC_URL", "https://[", "is no web address"),
        ("PUBLIC_URL", "https://stadt example", "must name a host"),
        ("PUBLIC_URL", "https://städt.example", "must name a host of a-z, 0-9, - and . (xn-- for others)"),
        ("EMBED_ORIGINS", "*", "must not hold a wildcard"),
        ("EMBED_ORIGINS", "https://*.stadt.example", "must not hold a wildcard"),
        ("EMBED_ORIGINS", "https://a.example,https://b.example/seite", "must not have a path"),
        ("EMBED_ORIGINS", "http://www.stadt.example", "must begin with https://"),
        ("EMBED_ORIGINS", "www.stadt.example", "needs http:// or https://"),
        ("EMBED_ORIGINS", "https://a.example; script-src x", "must name a host"),
        ("EMBED_ORIGINS", "https://a.example https://b.example", "must"),
        ("MAIL_SERVER", "mail.stadt.example:587", "must be a host alone (the port goes into MAIL_PORT)"),
        ("MAIL_SERVER", "smtp://mail.stadt.example", "must be a host alone"),
        ("MAIL_DEFAULT_SENDER", "Stadt Borken", "is no e-mail address"),
        ("MAIL_DEFAULT_SENDER", "Stadt <schulungen@stadt.example", "is no sender"),
        ("MAIL_DEFAULT_SENDER", "schulungen@stadt.example>", "is no sender"),
        ("MAIL_DEFAULT_SENDER", "Stadt <a@stadt.example>, <b@stadt.example> x", "is no sender"),
        ("MAIL_DEFAULT_SENDER", "Stadt\r\nBcc: x <a@stadt.example>", "is no sender"),
        ("MAIL_DEFAULT_SENDER", "Stadt <schülungen@stadt.example>", "is no e-mail address"),
        ("DATABASE_URL", "mysql://db.example/zusage", "Write sqlite:////path"),
        ("DATABASE_URL", "oracle://db.example/zusage", "Write sqlite:////path"),
        ("DATABASE_URL", "zusage.sqlite", "is no database address"),
        ("DATABASE_URL", "sqlite://", "must name a file"),
        ("DATABASE_URL", "sqlite:///:memory:", "must name a file"),
        ("DATABASE_URL", "postgresql+none://db.example/zusage", "is no database address"),
        ("REDIS_URL", "127.0.0.1:6379", "must be an address such as redis://"),
        ("REDIS_URL", "http://cache.example", "must be an address such as redis://"),
        ("REDIS_URL", "redis://[", "must be an address such as redis://"),
        ("TRUSTED_PROXIES", "-1", "must be a whole number from 0 to 10"),
        ("TRUSTED_PROXIES", "11", "must be a whole number from 0 to 10"),
        ("TIMEZONE", "Borken", "must be a time zone such as Europe/Berlin"),
        ("TIMEZONE", "../../etc/passwd", "must be a time zone"),
        ("TOWN_NAME", "Stadt\nBorken", "must be one line of text"),
        ("PRIVACY_NOTICE", "/no/such/file.md", "must be the path of a readable Markdown file"),
        ("PRIVACY_NOTICE", "a\x00b", "must be the path of a readable Markdown file"),
        ("IMPRINT_URL", "www.stadt.example", "must be a web address"),
        ("IMPRINT_URL", "javascript:alert(1)", "must be a web address"),
        ("IMPRINT_URL", "https://[", "must be a web address"),
        ("MAIL_PORT", "smtp", "must be a whole number from 1 to 65535"),
        ("MAIL_PORT", "0", "must be a whole number from 1 to 65535"),
        ("MAIL_PORT", "٢٥", "must be a whole number"),
        ("MAIL_USE_TLS", "maybe", "must be true or false"),
        ("MAIL_USE_SSL", "2", "must be true or false"),
        ("MAIL_PASSWORD", "a\nb", "must be one line of text"),
        ("MAIL_CA_FILE", "/no/such/file.pem", "must be the path of a PEM file"),
        ("MAIL_RATE", "1.5", "must be a whole number"),
        ("MAIL_RATE", "9" * 5000, "must be a whole number"),
        ("RATELIMIT_ENABLED", "nein", "must be true or false"),
        ("CONFIRM_HOURS", "0", "must be a whole number from 1 to 336"),
        ("METRICS_TOKEN", "short", "is weak: write at least 16 random letters and digits"),
        ("LOG_FORMAT", "xml", "must be one of text, json"),
        ("PORT", "http", "must be a whole number from 1 to 65535"),
    ],
)  # fmt: skip
def test_a_value_that_cannot_stand_is_named_with_what_to_write(
    name: str, raw: str, fault: str
) -> None:
    (found,) = faults(**{name: raw})
    assert found.startswith(f"{name} ")
    assert fault in found


@pytest.mark.parametrize("name", ["SECRET_KEY", "METRICS_TOKEN", "MAIL_PASSWORD", "DATABASE_URL"])
def test_a_fault_never_shows_a_secret(name: str) -> None:
    assert "hunter2" not in "".join(faults(**{name: "hunter2\nhunter2"}))


@pytest.mark.parametrize(
    ("raw", "name", "address"),
    [
        ("schulungen@stadt.example", "", "schulungen@stadt.example"),
        ("Stadt Borken <a@stadt.example>", "Stadt Borken", "a@stadt.example"),
        ("Borken, Integration <a@stadt.example>", "Borken, Integration", "a@stadt.example"),
        ('"Borken, Integration" <a@stadt.example>', "Borken, Integration", "a@stadt.example"),
        ("Amt <Soziales> Borken <a@stadt.example>", "Amt <Soziales> Borken", "a@stadt.example"),
        ("<a@stadt.example>", "", "a@stadt.example"),
        ("Städtische Übung <a@stadt.example>", "Städtische Übung", "a@stadt.example"),
        ("Stadt <a@städt.example>", "Stadt", "a@xn--stdt-moa.example"),
    ],
)
def test_all_before_the_last_bracket_is_the_senders_name(raw: str, name: str, address: str) -> None:
    settings = read(MAIL_DEFAULT_SENDER=raw)
    assert (settings.mail_sender_name, settings.mail_sender_address) == (name, address)


def test_a_senders_name_with_a_comma_is_one_sender() -> None:
    sender = read(MAIL_DEFAULT_SENDER="Borken, Integration <a@stadt.example>").sender
    assert sender == '"Borken, Integration" <a@stadt.example>'
