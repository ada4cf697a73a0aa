"""What is checked before any page: the host that was asked for, and where a POST comes from."""

from flask import Flask, abort, current_app, request

from ..links import Links
from ..settings import Settings, current_settings

HEALTH = frozenset({"/healthz", "/readyz", "/metrics"})


def settings() -> Settings:
    """The settings of the running application."""
    return current_settings()


def links() -> Links:
    """The maker of links of the running application."""
    maker: Links = current_app.extensions["zusage_links"]
    return maker


def install(app: Flask) -> None:
    """Run the guards before each request."""

    @app.before_request
    def guard() -> None:
        if request.path in HEALTH:
            return
        if request.headers.get("Host", "").lower() != settings().host:
            abort(400)
        if "\0" in request.path:  # PostgreSQL takes no such text, so nothing of ours has that name
            abort(404)
        if request.method not in ("GET", "HEAD", "OPTIONS"):
            _refuse_foreign_origin()


def _refuse_foreign_origin() -> None:
    """A browser names the page a POST comes from; no form of ours stands elsewhere."""
    origin = request.headers.get("Origin")
    if origin is not None and origin != settings().public_url:
        abort(403)
