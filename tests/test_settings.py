"""Settings: every variable, every fault at once with what to write, and no start with a bad one."""

import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from registration.settings import Settings, SettingsError

ROOT = Path(__file__).parents[1]
KEY = "q7Jw2nVx9LkTz4RbYc8MfHs5DgPa3EuW"
REQUIRED = {
    "SECRET_KEY": KEY,
    "PUBLIC_URL": "https://schulungen.stadt.example",
    "MAIL_SERVER": "mail.stadt.example",
    "MAIL_DEFAULT_SENDER": "Stadt Borken <schulungen@stadt.example>",
}


def read(**env: str) -> Settings:
    """The settings of a town that sets these besides the required ones."""
    return Settings.from_env({**REQUIRED, **env})


def faults(**env: str) -> list[str]:
    """What is wrong with them."""
    with pytest.raises(SettingsError) as error:
        read(**env)
    return error.value.faults


def test_four_variables_are_enough() -> None:
    settings = read()
    assert settings.secret_keys == (KEY,)
    assert settings.public_url == settings.public_url.rstrip("/") == REQUIRED["PUBLIC_URL"]
    assert settings.mail_server == "mail.stadt.example"
    assert settings.mail_sender_address == "schulungen@stadt.example"


def test_all_others_have_defaults() -> None:
    settings = read()
    assert settings.database_url.startswith("sqlite:////")
    assert settings.database_url.endswith("/instance/zusage.sqlite")
    assert settings.redis_url == "redis://127.0.0.1:6379/0"
    assert (settings.embed_origins, settings.trusted_proxies) == ((), 0)
    assert (settings.timezone, settings.zone.key) == ("Europe/Berlin", "Europe/Berlin")
    assert (settings.privacy_notice, settings.imprint_url) == ("", "")
    assert (settings.mail_port, settings.mail_use_tls, settings.mail_use_ssl) == (25, False, False)
    assert (settings.mail_username, settings.mail_password, settings.mail_rate) == ("", "", 0)
    assert (settings.ratelimit_enabled, settings.confirm_hours) == (True, 48)
    assert (settings.metrics_token, settings.log_format) == ("", "text")


@pytest.mark.parametrize(
    ("name", "raw", "field", "value"),
    [
        ("SECRET_KEY", f"{KEY}new, {KEY}", "secret_keys", (f"{KEY}new", KEY)),
        ("PUBLIC_URL", "https://Schulungen.Stadt.example/", "public_url", "https://schulungen.stadt.example"),
        ("PUBLIC_URL", "https://stadt.example:443", "public_url", "https://stadt.example"),
        ("PUBLIC_URL", "https://stadt.example:8443", "public_url", "https://stadt.example:8443"),
        ("PUBLIC_URL", "http://localhost:8000", "public_url", "http://localhost:8000"),
        ("PUBLIC_URL", "http://127.0.0.1:8000", "public_url", "http://127.0.0.1:8000"),
        ("DATABASE_URL", "postgresql://a:b@db.example/zusage", "database_url", "postgresql://a:b@db.example/zusage"),
        ("DATABASE_URL", "postgres://db.example/zusage", "database_url", "postgresql://db.example/zusage"),
        ("DATABASE_URL", "sqlite:////var/lib/zusage.sqlite", "database_url", "sqlite:////var/lib/zusage.sqlite"),
        ("REDIS_URL", "valkey://cache.example:6380/1", "redis_url", "redis://cache.example:6380/1"),
        ("REDIS_URL", "unix:///run/redis.sock", "redis_url", "unix:///run/redis.sock"),
        ("EMBED_ORIGINS", "https://www.stadt.example, http://localhost:8080/,", "embed_origins", ("https://www.stadt.example", "http://localhost:8080")),
        ("TRUSTED_PROXIES", "2", "trusted_proxies", 2),
        ("TIMEZONE", "Europe/Lisbon", "timezone", "Europe/Lisbon"),
        ("TOWN_NAME", "Stadt Borken", "town_name", "Stadt Borken"),
        ("IMPRINT_URL", "https://www.stadt.example/impressum?a=b", "imprint_url", "https://www.stadt.example/impressum?a=b"),
        ("MAIL_SERVER", "Mail.stadt.example", "mail_server", "Mail.stadt.example"),
        ("MAIL_SERVER", "2001:db8::1", "mail_server", "2001:db8::1"),
        ("MAIL_PORT", "587", "mail_port", 587),
        ("MAIL_USE_TLS", "true", "mail_use_tls", True),
        ("MAIL_USE_SSL", "Yes", "mail_use_ssl", True),
        ("MAIL_USERNAME", "zusage", "mail_username", "zusage"),
        ("MAIL_PASSWORD", "pass, wort", "mail_password", "pass, wort"),
        ("MAIL_RATE", "60", "mail_rate", 60),
        ("RATELIMIT_ENABLED", "false", "ratelimit_enabled", False),
        ("CONFIRM_HOURS", "24", "confirm_hours", 24),
        ("METRICS_TOKEN", "0123456789abcdef", "metrics_token", "0123456789abcdef"),
        ("LOG_FORMAT", "json", "log_format", "json"),
    ],
)  # fmt: skip
def test_each_variable_is_read(name: str, raw: str, field: str, value: object) -> None:
    assert getattr(read(**{name: raw}), field) == value


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


def test_nothing_set_names_each_required_variable_with_an_example() -> None:
    with pytest.raises(SettingsError) as error:
        Settings.from_env({})
    text = str(error.value)
    for name, example in [
        ("SECRET_KEY", "token_urlsafe"),
        ("PUBLIC_URL", "https://schulungen.stadt.example"),
        ("MAIL_SERVER", "mail.stadt.example"),
        ("MAIL_DEFAULT_SENDER", "Stadt Borken <schulungen@stadt.example>"),
    ]:
        (line,) = [
            line for line in text.splitlines() if line.strip().startswith(f"{name} is missing")
        ]
        assert example in line


@pytest.mark.parametrize("name", sorted(REQUIRED))
@pytest.mark.parametrize("raw", ["", "  "])
def test_an_empty_required_variable_is_missing(name: str, raw: str) -> None:
    assert faults(**{name: raw})[0].startswith(f"{name} is missing")


def test_an_empty_optional_variable_has_its_default() -> None:
    assert read(MAIL_PORT="", TIMEZONE=" ").mail_port == 25


def test_every_fault_is_reported_at_once() -> None:
    bad = {
        "SECRET_KEY": "x",
        "PUBLIC_URL": "x",
        "MAIL_PORT": "x",
        "EMBED_ORIGINS": "*",
        "PORT": "x",
    }
    found = faults(**bad, MAIL_USE_TLS="1", MAIL_USE_SSL="1")
    assert sorted(fault.split()[0] for fault in found) == sorted([*bad, "MAIL_USE_TLS"])


def test_tls_and_ssl_exclude_each_other() -> None:
    (fault,) = faults(MAIL_USE_TLS="true", MAIL_USE_SSL="true")
    assert "keep MAIL_USE_TLS for port 587" in fault


def test_a_variable_may_stand_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "secret"
    path.write_text(f"{KEY}file\n", encoding="utf-8")
    env = {name: value for name, value in REQUIRED.items() if name != "SECRET_KEY"}
    assert Settings.from_env({**env, "SECRET_KEY_FILE": str(path)}).secret_keys == (f"{KEY}file",)


@pytest.mark.parametrize("name", ["DATABASE_URL", "MAIL_PORT", "METRICS_TOKEN", "TOWN_NAME"])
def test_any_variable_may_stand_in_a_file_and_is_checked_alike(tmp_path: Path, name: str) -> None:
    path = tmp_path / "value"
    path.write_text("a\nb", encoding="utf-8")
    (fault,) = faults(**{f"{name}_FILE": str(path)})
    assert fault.startswith(f"{name} ")


@pytest.mark.parametrize("path", ["/no/such/file", "/", "a\x00b"])
def test_a_file_that_cannot_be_read_is_a_fault(path: str) -> None:
    (fault,) = faults(TOWN_NAME_FILE=path)
    assert fault.startswith("TOWN_NAME_FILE can't be read")


def test_a_file_that_is_no_text_is_a_fault(tmp_path: Path) -> None:
    path = tmp_path / "value"
    path.write_bytes(b"\xff\xfe")
    assert faults(TOWN_NAME_FILE=str(path)) == [
        f"TOWN_NAME_FILE can't be read (not UTF-8 text): {path}"
    ]


def test_a_variable_and_its_file_exclude_each_other(tmp_path: Path) -> None:
    assert faults(TOWN_NAME="a", TOWN_NAME_FILE=str(tmp_path)) == [
        "TOWN_NAME and TOWN_NAME_FILE are both set: keep one of them."
    ]


def test_an_empty_file_of_a_required_variable_is_a_missing_one(tmp_path: Path) -> None:
    path = tmp_path / "key"
    path.touch()
    (fault,) = faults(SECRET_KEY="", SECRET_KEY_FILE=str(path))
    assert fault.startswith("SECRET_KEY is missing")


def test_the_privacy_notice_is_read_from_its_file(tmp_path: Path) -> None:
    path = tmp_path / "notice.md"
    path.write_text("# Datenschutz\n", encoding="utf-8")
    assert read(PRIVACY_NOTICE=str(path)).privacy_notice == "# Datenschutz\n"
    path.write_text(" \n", encoding="utf-8")
    assert faults(PRIVACY_NOTICE=str(path)) == [f"PRIVACY_NOTICE names an empty file: {path}"]


def test_an_own_authority_is_a_file_of_certificates(tmp_path: Path) -> None:
    trusted = ssl.get_default_verify_paths().cafile
    path = tmp_path / "ca.pem"
    path.write_text("no certificate", encoding="utf-8")
    assert faults(MAIL_CA_FILE=str(path))
    if trusted is not None:
        assert read(MAIL_CA_FILE=trusted).mail_ca_file == trusted


def test_secrets_do_not_show_in_logs() -> None:
    settings = read(MAIL_PASSWORD="hunter2", METRICS_TOKEN="0123456789abcdef")
    for secret in (KEY, "hunter2", "0123456789abcdef"):
        assert secret not in repr(settings)
        assert secret not in f"{settings}"


@pytest.mark.parametrize(
    ("url", "host", "secure"),
    [("https://stadt.example", "stadt.example", True), ("http://localhost:8000", "localhost:8000", False)],
)  # fmt: skip
def test_the_host_and_the_cookies_follow_the_public_address(
    url: str, host: str, secure: bool
) -> None:
    settings = read(PUBLIC_URL=url)
    assert (settings.host, settings.secure) == (host, secure)


@pytest.mark.parametrize(
    "command", [["-c", "import wsgi"], ["-m", "worker"], ["-m", "worker.clock"]]
)
def test_no_process_starts_with_bad_settings_and_each_fault_is_shown(command: list[str]) -> None:
    env = {"PATH": os.environ["PATH"], "PUBLIC_URL": "stadt.example", "MAIL_PORT": "x"}
    done = subprocess.run(
        [sys.executable, *command],
        check=False,
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode not in (0, None)
    for name in ("SECRET_KEY", "PUBLIC_URL", "MAIL_SERVER", "MAIL_DEFAULT_SENDER", "MAIL_PORT"):
        assert done.stderr.count(f"\n  {name} ") == 1
    assert "Traceback" not in done.stderr
