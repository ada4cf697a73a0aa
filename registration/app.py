"""Puts the service together: settings, extensions, pages, headers."""

from pathlib import Path

from flask import Flask
from flask_babel import Babel
from werkzeug.middleware.proxy_fix import ProxyFix

from . import wakeup
from .cli import register_commands
from .links import Links
from .logs import configure_logs
from .settings import Settings
from .store import database
from .web import register_pages
from .web.language import LANGUAGES, choose_language

ROOT = Path(__file__).resolve().parent.parent
LARGEST_BODY = 256 * 1024
MOST_FIELDS = 500


def create_app(settings: Settings | None = None) -> Flask:
    """The application; raises SettingsError if the environment can't be used."""
    settings = settings or Settings.from_env()
    configure_logs(settings.log_format)
    app = Flask(
        "registration",
        template_folder=str(ROOT / "templates"),
        static_folder=str(ROOT / "registration/web/static"),
        instance_path=str(ROOT / "instance"),
    )
    app.config.update(
        SECRET_KEY=None,  # Flask's own session cookie is not used
        MAX_CONTENT_LENGTH=LARGEST_BODY,
        MAX_FORM_MEMORY_SIZE=LARGEST_BODY,
        MAX_FORM_PARTS=MOST_FIELDS,
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
        BABEL_DEFAULT_LOCALE="de",
        BABEL_TRANSLATION_DIRECTORIES=str(ROOT / "registration/translations"),
    )
    app.extensions["zusage_settings"] = settings
    app.extensions["zusage_links"] = Links(settings.public_url, settings.secret_keys)
    database.configure(app, settings.database_url)
    wakeup.configure(app, settings.redis_url)
    Babel(app, locale_selector=choose_language, default_timezone=settings.timezone)
    _configure_templates(app)
    register_pages(app)
    register_commands(app)
    _trust_proxies(app, settings.trusted_proxies)
    return app


def _configure_templates(app: Flask) -> None:
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.globals["languages"] = LANGUAGES


def _trust_proxies(app: Flask, hops: int) -> None:
    """Take client address and scheme from that many proxies; never the host."""
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=0, x_port=0, x_prefix=0
        )
