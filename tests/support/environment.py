"""Settings read from variables."""

import pytest

from registration.settings import Settings, SettingsError

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
