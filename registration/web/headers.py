"""Headers by class of page; docs/embedding.md has the table."""

from http import HTTPStatus

from flask import Flask, Response, request

from .guards import settings

_CSP = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors {ancestors}"
)

# A blueprint's pages are of one class; a new blueprint must be given one here.
_CLASSES = {
    "": "file",
    "public": "public",
    "embed": "framed",
    "own": "private",
    "trainer": "private",
    "staff": "private",
    "feeds": "feed",
    "embedding": "file",
    "health": "machine",
}
_FORMS = frozenset({"register", "register_post", "registered"})


def install(app: Flask) -> None:
    """Set the headers of each answer."""
    app.after_request(_set_headers)


def _set_headers(response: Response) -> Response:
    headers = response.headers
    headers.setdefault("Content-Security-Policy", _CSP.format(ancestors=_ancestors()))
    if not is_framed():
        headers["X-Frame-Options"] = "DENY"
    headers["X-Content-Type-Options"] = "nosniff"
    headers["Referrer-Policy"] = "same-origin"
    headers["Permissions-Policy"] = "camera=(), geolocation=(), microphone=()"
    if settings().secure:
        headers["Strict-Transport-Security"] = "max-age=31536000"
    headers.setdefault("Cache-Control", _kept(response))
    if _may_be_asked_again(response):
        response.add_etag()
        response.make_conditional(request)
    if response.mimetype == "text/html":
        response.vary.add("Accept-Language")
    return response


def _kept(response: Response) -> str:
    """A form with faults may be shown again by Back: unstored, browsers show an error there."""
    if response.status_code == HTTPStatus.UNPROCESSABLE_ENTITY:
        return "private, no-cache"
    return "no-store" if _is_private() else "no-cache"


def _may_be_asked_again(response: Response) -> bool:
    """Whether an ETag spares sending a page that somebody has already."""
    reads = request.method in ("GET", "HEAD") and response.status_code == 200
    return (
        reads and not response.is_streamed and "no-store" not in response.headers["Cache-Control"]
    )


def is_framed() -> bool:
    """Whether the page is one of those that a CMS may frame."""
    return request.path.startswith("/embed/")


def _ancestors() -> str:
    if not is_framed():
        return "'none'"
    return " ".join(settings().embed_origins) or "'none'"


def page_class(endpoint: str | None) -> str:
    """The class of a route, from its blueprint. Raises LookupError for one without a class.

    What no route answers is private: nothing is known of it.
    """
    if endpoint is None:
        return "private"
    blueprint, _, view = endpoint.rpartition(".")
    if view in _FORMS and blueprint == "public":
        return "private"
    return _CLASSES[blueprint]


def _is_private() -> bool:
    """Forms and whatever belongs to one person are never kept by a cache."""
    view = (request.endpoint or "").rpartition(".")[2]
    return page_class(request.endpoint) == "private" or view in _FORMS
