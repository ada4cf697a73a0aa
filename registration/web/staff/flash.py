"""What a page says after an action: named in the address, so that no cookie is needed."""

from typing import Any

from flask import request, url_for
from flask_babel import gettext, ngettext
from werkzeug.utils import redirect
from werkzeug.wrappers import Response


def _words(code: str, count: int) -> str:
    known = {
        "draft": gettext("The draft is kept. Nobody sees it until you publish it."),
        "published": gettext("The training is published."),
        "saved": gettext("The changes are saved."),
        "deleted": gettext("The draft is deleted."),
        "copied": gettext("This is the copy: a draft without dates. Enter the new ones."),
        "taken-back": gettext("It is taken back. Nobody gets a letter about it."),
        "called-off": gettext("The training is cancelled."),
        "added": gettext("The registration is added."),
        "confirmed": gettext("The address is confirmed by hand."),
        "cancelled": gettext("The registration is cancelled."),
        "moved": gettext("The registration has moved to this training."),
        "requeued": gettext("The place in the queue is changed."),
        "wrong-address": gettext("The address is marked. No more letters go there."),
        "right-address": gettext("The mark is taken away. Letters go to this address again."),
        "test": gettext("A test letter is on its way to you."),
        "resent": gettext("The letter goes out once more."),
        "revoked": gettext("The session is ended."),
        "team": gettext("The team is changed."),
        "invited": gettext("A letter with a sign-in link is on its way."),
        "funding": gettext("The funding is saved."),
        "logo": gettext("The logo is kept."),
        "template": gettext("The survey template is saved."),
        "list-sent": gettext("A letter with the link to the list is on its way."),
        "list-revoked": gettext("The trainer's links open nothing any more."),
        "not-retried": gettext(
            "None of the chosen letters has failed. The others go by themselves."
        ),
        "imported": gettext("The programme is imported."),
    }
    counted = {
        "told": ngettext(
            "Saved. %(num)d person gets a letter.", "Saved. %(num)d people get a letter.", count
        ),
        "written": ngettext(
            "%(num)d letter goes out in five minutes. Until then you can withdraw it here.",
            "%(num)d letters go out in five minutes. Until then you can withdraw them here.",
            count,
        ),
        "retried": ngettext(
            "%(num)d letter is tried again.", "%(num)d letters are tried again.", count
        ),
        "withdrawn": ngettext(
            "%(num)d letter is withdrawn.", "%(num)d letters are withdrawn.", count
        ),
        "printed": ngettext(
            "%(num)d letter is marked as printed.", "%(num)d letters are marked as printed.", count
        ),
        "not-printed": ngettext(
            "%(num)d letter stands on the list to print again.",
            "%(num)d letters stand on the list to print again.",
            count,
        ),
        "saved-unsent": f"{known['saved']} {_unsent(count)}",
        "right-address-unsent": f"{known['right-address']} {_unsent(count)}",
        "done-with": ngettext("Done for %(num)d person.", "Done for %(num)d people.", count),
    }
    return {**known, **counted}.get(code, "")


def _unsent(count: int) -> str:
    return ngettext(
        "%(num)d letter that was to be printed was not sent. Open it below to send it once more.",
        "%(num)d letters that were to be printed were not sent. Open them below to send them "
        "once more.",
        count,
    )


def notice() -> str:
    """What this page has to say first; empty if nothing."""
    code, count = request.args.get("done", ""), request.args.get("n", "0")
    return _words(code, int(count) if count.isdecimal() and len(count) < 7 else 0) if code else ""


def done(code: str, endpoint: str, count: int | None = None, **values: Any) -> Response:
    """Go on to a page that says what was done."""
    if count is not None:
        values["n"] = count
    return redirect(url_for(endpoint, done=code, _anchor="status", **values), 303)
