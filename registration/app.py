"""Puts the whole service together: the base, pages, commands, migrations."""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from flask import Flask
from flask_migrate import Migrate
from werkzeug.middleware.proxy_fix import ProxyFix

from .base import make_base
from .cli import register_commands
from .settings import Settings
from .store.database import MIGRATIONS, db
from .web import bodies, numbers, register_pages
from .web.language import LANGUAGES, choose_language

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment


def create_app(settings: Settings | None = None) -> Flask:
    """The application; raises SettingsError if the environment can't be used."""
    settings = settings or Settings.from_env()
    app = make_base(settings, choose_language)
    app.config.update(
        SECRET_KEY=None,  # Flask's own session cookie is not used
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,
    )
    app.jinja_env.globals["languages"] = LANGUAGES
    Migrate(app, db, directory=str(MIGRATIONS), render_as_batch=True)
    numbers.install(app)
    bodies.install(app)
    register_pages(app)
    register_commands(app)
    app.wsgi_app = _at_root(app.wsgi_app)  # type: ignore[method-assign,assignment]
    _trust_proxies(app, settings.trusted_proxies)
    return app


def _at_root(wsgi_app: "WSGIApplication") -> "WSGIApplication":
    """Ignore SCRIPT_NAME, which gunicorn takes from a header: PUBLIC_URL has no path."""

    def answer(environ: "WSGIEnvironment", start: "StartResponse") -> Iterable[bytes]:
        environ["SCRIPT_NAME"] = ""
        return wsgi_app(environ, start)

    return answer


def _trust_proxies(app: Flask, hops: int) -> None:
    """Take client address and scheme from that many proxies; never the host."""
    if hops:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=hops, x_proto=hops, x_host=0, x_port=0, x_prefix=0
        )
