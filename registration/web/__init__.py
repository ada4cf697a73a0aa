"""What people and programs see over HTTP."""

from flask import Flask

from . import assets, context, errors, feeds, guards, headers, health, language, limits
from .participants import own_pages, pages
from .staff import staff_pages
from .trainers import trainer_pages


def register_pages(app: Flask) -> None:
    """Add every page, and what goes with each: guards before, headers after."""
    guards.install(app)
    limits.install(app)
    language.install(app)
    context.install(app)
    health.install(app)
    app.register_blueprint(pages)
    # The same pages for the iframe of a CMS; only these may be framed.
    app.register_blueprint(pages, url_prefix="/embed", name="embed")
    for blueprint in (
        own_pages,
        trainer_pages,
        staff_pages,
        assets.pages,
        feeds.pages,
        health.pages,
    ):
        app.register_blueprint(blueprint)
    headers.install(app)
    errors.install(app)
