"""All settings in one frozen object; the only reader of the environment.

Each variable may also be given as NAME_FILE, a path to a file that holds the value.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, dataclass, field, fields
from email.utils import formataddr
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from flask import current_app

from . import setting_checks as checks
from .domain.colours import DARK_GROUND, LIGHT_GROUND
from .setting_checks import Wrong

INSTANCE = Path(__file__).resolve().parent.parent / "instance"


class SettingsError(RuntimeError):
    """Everything that is wrong with the environment, one line a variable."""

    def __init__(self, faults: list[str]) -> None:
        lines = [f"  {fault}" for fault in faults]
        super().__init__("\n".join(["The settings can't be used:", *lines]))
        self.faults = faults


@dataclass(frozen=True)
class Setting:
    """A variable of the environment; ``help`` says what to write if it is faulty or missing."""

    name: str
    check: Callable[[str], object]
    help: str = ""


def _setting(
    name: str, check: Callable[[str], object], default: Any = MISSING, *, help: str = ""
) -> Any:
    return field(default=default, metadata={"setting": Setting(name, check, help)})


def _sender(part: Callable[[str], str]) -> Any:
    text = "Write a sender such as Stadt Borken <schulungen@stadt.example>"
    return _setting("MAIL_DEFAULT_SENDER", part, help=text)


@dataclass(frozen=True)
class Settings:
    """What the environment says, checked. Without a default a variable is required."""

    secret_keys: tuple[str, ...] = _setting(
        "SECRET_KEY",
        checks.secret_keys,
        help="Write a long random value, for example the output of"
        " python -c 'import secrets; print(secrets.token_urlsafe(48))'.",
    )
    public_url: str = _setting(
        "PUBLIC_URL",
        checks.origin,
        help="Write the address people use, such as https://schulungen.stadt.example",
    )
    mail_server: str = _setting(
        "MAIL_SERVER",
        checks.host_name,
        help="Write the name of the mail server, such as mail.stadt.example",
    )
    mail_sender_name: str = _sender(checks.sender_name)
    mail_sender_address: str = _sender(checks.sender_address)
    database_url: str = _setting(
        "DATABASE_URL",
        checks.database_url,
        f"sqlite:///{INSTANCE / 'zusage.sqlite'}",
        help="Write sqlite:////path/to/file.sqlite or postgresql://user:password@host/name",
    )
    redis_url: str = _setting("REDIS_URL", checks.redis_url, "redis://127.0.0.1:6379/0")
    embed_origins: tuple[str, ...] = _setting(
        "EMBED_ORIGINS",
        checks.origins,
        (),
        help="Write origins such as https://www.stadt.example, separated by commas",
    )
    trusted_proxies: int = _setting("TRUSTED_PROXIES", checks.number(0, 10), 0)
    timezone: str = _setting("TIMEZONE", checks.time_zone, "Europe/Berlin")
    town_name: str = _setting("TOWN_NAME", checks.one_line, "Zusage")
    privacy_notice: str = _setting("PRIVACY_NOTICE", checks.text_file, "")
    imprint_url: str = _setting("IMPRINT_URL", checks.web_address, "")
    accent_colour: str = _setting("ACCENT_COLOUR", checks.colour_on(LIGHT_GROUND), "")
    accent_colour_dark: str = _setting("ACCENT_COLOUR_DARK", checks.colour_on(DARK_GROUND), "")
    mail_port: int = _setting("MAIL_PORT", checks.number(1, 65535), 25)
    mail_use_tls: bool = _setting("MAIL_USE_TLS", checks.yes_or_no, False)
    mail_use_ssl: bool = _setting("MAIL_USE_SSL", checks.yes_or_no, False)
    mail_username: str = _setting("MAIL_USERNAME", checks.one_line, "")
    mail_password: str = _setting("MAIL_PASSWORD", checks.one_line, "")
    mail_ca_file: str = _setting("MAIL_CA_FILE", checks.certificates, "")
    mail_rate: int = _setting("MAIL_RATE", checks.number(0, 100_000), 0)
    ratelimit_enabled: bool = _setting("RATELIMIT_ENABLED", checks.yes_or_no, True)
    confirm_hours: int = _setting("CONFIRM_HOURS", checks.number(1, 24 * 14), 48)
    metrics_token: str = _setting("METRICS_TOKEN", checks.token, "")
    log_format: str = _setting("LOG_FORMAT", checks.one_of("text", "json"), "text")
    bind: str = _setting(
        "BIND",
        checks.own_address,
        "127.0.0.1",
        help="Write 127.0.0.1 with the proxy on this machine, 0.0.0.0 or :: for all its addresses",
    )
    port: int = _setting("PORT", checks.number(1, 65535), 8000)

    def __repr__(self) -> str:
        # Secrets must not stand in a log.
        return f"Settings(public_url={self.public_url!r})"

    @property
    def zone(self) -> ZoneInfo:
        """The town's time zone."""
        return ZoneInfo(self.timezone)

    @property
    def secure(self) -> bool:
        """Whether people reach the service over https."""
        return self.public_url.startswith("https://")

    @property
    def host(self) -> str:
        """The host (and port, if not the default one) that requests must name."""
        return self.public_url.split("://", 1)[1]

    @property
    def sender(self) -> str:
        """The From header's value."""
        return formataddr((self.mail_sender_name, self.mail_sender_address))

    @staticmethod
    def from_env(env: Mapping[str, str] | None = None) -> "Settings":
        """Settings from environment variables; raises SettingsError with every fault."""
        return _Reader(os.environ if env is None else env).read()


def current_settings() -> Settings:
    """The settings of the running application."""
    found: Settings = current_app.extensions["zusage_settings"]
    return found


class _Reader:
    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.faults: list[str] = []

    def read(self) -> Settings:
        values = {one.name: self._value(one) for one in fields(Settings)}
        self._across(values)
        if self.faults:
            # One variable may fill in two fields.
            raise SettingsError(list(dict.fromkeys(self.faults)))
        return Settings(**values)

    def _across(self, values: Mapping[str, Any]) -> None:
        if values["mail_use_tls"] and values["mail_use_ssl"]:
            self.faults.append(
                "MAIL_USE_TLS and MAIL_USE_SSL exclude each other: keep MAIL_USE_TLS for port 587,"
                " MAIL_USE_SSL for port 465."
            )

    def _value(self, one: Field[Any]) -> Any:
        """The checked value of one variable, or its default; a fault is noted."""
        setting: Setting = one.metadata["setting"]
        advice = f". {setting.help}" if setting.help else ""
        faults = len(self.faults)
        raw = self._raw(setting.name)
        if raw is None:
            if one.default is MISSING and len(self.faults) == faults:
                self.faults.append(f"{setting.name} is missing{advice}")
            return one.default
        try:
            return setting.check(raw)
        except Wrong as wrong:
            self.faults.append(f"{setting.name} {wrong}{advice}")
        return one.default

    def _raw(self, name: str) -> str | None:
        direct, path = self.env.get(name), self.env.get(f"{name}_FILE")
        if direct and path:
            self.faults.append(f"{name} and {name}_FILE are both set: keep one of them.")
            return None
        if not path:
            return direct.strip() if direct and direct.strip() else None
        try:
            return Path(path).read_text(encoding="utf-8").strip() or None
        except (OSError, ValueError) as error:
            reason = getattr(error, "strerror", None) or "not UTF-8 text"
            self.faults.append(f"{name}_FILE can't be read ({reason}): {path}")
            return None
