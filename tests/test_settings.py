"""Settings: every variable, every fault at once, and no start with a bad one."""

import os
import ssl
import subprocess
import sys
from pathlib import Path

import pytest

from registration.settings import Settings, SettingsError
from tests.support.environment import KEY, REQUIRED, faults, read

ROOT = Path(__file__).parents[1]


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
        ("REDIS_URL", "rediss://cache.example:6380/1", "redis_url", "rediss://cache.example:6380/1"),
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
        ("TRUSTED_PROXIES", "10", "trusted_proxies", 10),
        ("MAIL_PORT", "1", "mail_port", 1),
        ("MAIL_PORT", "65535", "mail_port", 65535),
        ("MAIL_RATE", "100000", "mail_rate", 100_000),
        ("CONFIRM_HOURS", "336", "confirm_hours", 336),
    ],
)  # fmt: skip
def test_each_variable_is_read(name: str, raw: str, field: str, value: object) -> None:
    assert getattr(read(**{name: raw}), field) == value


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


@pytest.mark.parametrize(
    ("public_url", "secure", "host"),
    [
        ("https://schulungen.stadt.example", True, "schulungen.stadt.example"),
        ("https://stadt.example:8443", True, "stadt.example:8443"),
        ("http://localhost:8000", False, "localhost:8000"),
    ],
)
def test_scheme_and_host_follow_from_the_address(public_url: str, secure: bool, host: str) -> None:
    settings = read(PUBLIC_URL=public_url)
    assert (settings.secure, settings.host) == (secure, host)
