"""The application as worker and clock use it, made once a process."""

from functools import lru_cache

from flask import Flask

from registration.base import make_base
from registration.settings import Settings

from .smtp import configure


@lru_cache(maxsize=1)
def worker_app() -> Flask:
    """The application with Flask-Mail; made before the first job, so that no job waits."""
    settings = Settings.from_env()
    app = make_base(settings)
    configure(app, settings)
    return app
