"""Which language a page speaks: what was asked for, the person's own, the browser's, German."""

from flask import Flask, g, has_request_context, request

LANGUAGES = {"de": "Deutsch", "en": "English", "ar": "العربية"}
DEFAULT = "de"


def asked_language() -> str | None:
    """The language named in ``?lang=``, if it is one of ours."""
    asked = request.args.get("lang", "")
    return asked if asked in LANGUAGES else None


def choose_language() -> str:
    """The language of this page. A person's own pages speak the language she chose."""
    if not has_request_context():
        return DEFAULT
    own: str | None = g.get("own_language")
    if own not in LANGUAGES:
        own = None
    return asked_language() or own or request.accept_languages.best_match(LANGUAGES) or DEFAULT


def install(app: Flask) -> None:
    """Carry an asked-for language along in every link, since there is no cookie for it."""

    @app.url_defaults
    def keep_language(endpoint: str, values: dict[str, object]) -> None:
        if not has_request_context() or endpoint in ("static", "embedding.style"):
            return
        asked = asked_language()
        if asked and "lang" not in values:
            values["lang"] = asked
        if request.args.get("theme") == "auto" and endpoint.startswith("embed."):
            values.setdefault("theme", "auto")
