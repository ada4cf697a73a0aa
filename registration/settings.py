"""All settings in one frozen object; the only reader of the environment.

Each variable may also be given as NAME_FILE, a path to a file that holds the value.
"""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import formataddr
from pathlib import Path
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
class Settings:
    """What the environment says, checked. Secrets are not shown by ``repr``."""

    secret_keys: tuple[str, ...]
    public_url: str
    mail_server: str
    mail_sender_name: str
    mail_sender_address: str
    database_url: str
    redis_url: str = "redis://127.0.0.1:6379/0"
    embed_origins: tuple[str, ...] = ()
    trusted_proxies: int = 0
    timezone: str = "Europe/Berlin"
    town_name: str = "Zusage"
    privacy_notice: str = ""
    imprint_url: str = ""
    accent_colour: str = ""
    accent_colour_dark: str = ""
    mail_port: int = 25
    mail_use_tls: bool = False
    mail_use_ssl: bool = False
    mail_username: str = ""
    mail_password: str = ""
    mail_ca_file: str = ""
    mail_rate: int = 0
    ratelimit_enabled: bool = True
    confirm_hours: int = 48
    metrics_token: str = ""
    log_format: str = "text"

    def __repr__(self) -> str:
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


def _default_database() -> str:
    return f"sqlite:///{INSTANCE / 'zusage.sqlite'}"


class _Reader:
    def __init__(self, env: Mapping[str, str]) -> None:
        self.env = env
        self.faults: list[str] = []
        self.values: dict[str, object] = {}

    def read(self) -> Settings:
        self._required("secret_keys", "SECRET_KEY", checks.secret_keys)
        self._required("public_url", "PUBLIC_URL", checks.public_url)
        self._required("mail_server", "MAIL_SERVER", checks.host_name)
        self._sender()
        for field, (name, check) in _OPTIONAL.items():
            self._take(field, name, check)
        self.values.setdefault("database_url", _default_database())
        self._across()
        self.values.pop("_port", None)
        if self.faults:
            raise SettingsError(self.faults)
        return Settings(**self.values)  # type: ignore[arg-type]

    def _across(self) -> None:
        if self.values.get("mail_use_tls") and self.values.get("mail_use_ssl"):
            self.faults.append(
                "MAIL_USE_TLS and MAIL_USE_SSL exclude each other: keep MAIL_USE_TLS for port 587,"
                " MAIL_USE_SSL for port 465."
            )

    def _sender(self) -> None:
        self._required("mail_sender", "MAIL_DEFAULT_SENDER", checks.sender)
        found = self.values.pop("mail_sender", None)
        if isinstance(found, tuple):
            self.values["mail_sender_name"], self.values["mail_sender_address"] = found

    def _required(self, field: str, name: str, check: Callable[[str], object]) -> None:
        faults = len(self.faults)
        if not self._take(field, name, check) and len(self.faults) == faults:
            self.faults.append(f"{name} is missing. {checks.HELP[name]}")

    def _take(self, field: str, name: str, check: Callable[[str], object]) -> bool:
        """Read and check one variable; whether it is there and stands."""
        raw = self._raw(name)
        if raw is None:
            return False
        try:
            self.values[field] = check(raw)
        except Wrong as wrong:
            self.faults.append(f"{name} {wrong}")
            return False
        return True

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


_OPTIONAL: dict[str, tuple[str, Callable[[str], object]]] = {
    "database_url": ("DATABASE_URL", checks.database_url),
    "redis_url": ("REDIS_URL", checks.redis_url),
    "embed_origins": ("EMBED_ORIGINS", checks.origins),
    "trusted_proxies": ("TRUSTED_PROXIES", checks.number(0, 10)),
    "timezone": ("TIMEZONE", checks.time_zone),
    "town_name": ("TOWN_NAME", checks.one_line),
    "privacy_notice": ("PRIVACY_NOTICE", checks.text_file),
    "imprint_url": ("IMPRINT_URL", checks.web_address),
    "accent_colour": ("ACCENT_COLOUR", checks.colour_on(LIGHT_GROUND)),
    "accent_colour_dark": ("ACCENT_COLOUR_DARK", checks.colour_on(DARK_GROUND)),
    "mail_port": ("MAIL_PORT", checks.number(1, 65535)),
    "mail_use_tls": ("MAIL_USE_TLS", checks.yes_or_no),
    "mail_use_ssl": ("MAIL_USE_SSL", checks.yes_or_no),
    "mail_username": ("MAIL_USERNAME", checks.one_line),
    "mail_password": ("MAIL_PASSWORD", checks.one_line),
    "mail_ca_file": ("MAIL_CA_FILE", checks.certificates),
    "mail_rate": ("MAIL_RATE", checks.number(0, 100_000)),
    "ratelimit_enabled": ("RATELIMIT_ENABLED", checks.yes_or_no),
    "confirm_hours": ("CONFIRM_HOURS", checks.number(1, 24 * 14)),
    "metrics_token": ("METRICS_TOKEN", checks.token),
    "log_format": ("LOG_FORMAT", checks.one_of("text", "json")),
    # PORT belongs to the web process; it is checked here so that a typo shows at once.
    "_port": ("PORT", checks.number(1, 65535)),
}
