"""The service without its pages: settings, database, languages, templates.

Worker and clock need no more. What they don't load they don't keep in memory.
"""

from collections.abc import Callable
from pathlib import Path

from flask import Flask
from flask_babel import Babel

from . import wakeup
from .links import Links
from .logs import configure_logs
from .settings import Settings
from .store import database

ROOT = Path(__file__).resolve().parent.parent


def make_base(settings: Settings, choose_language: Callable[[], str] | None = None) -> Flask:
    """The application that pages are added to; German where nobody chooses the language."""
    configure_logs(settings.log_format)
    app = Flask(
        "registration",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "registration/web/static"),
        instance_path=str(ROOT / "instance"),
    )
    app.config.update(
        BABEL_DEFAULT_LOCALE="de",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "registration/translations"),
    )
    app.extensions["zusage_settings"] = settings
    app.extensions["zusage_links"] = Links(settings.public_url, settings.secret_keys)
    database.configure(app, settings.database_url)
    wakeup.configure(app, settings.redis_url)
    Babel(app, locale_selector=choose_language, default_timezone=settings.timezone)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    return app
