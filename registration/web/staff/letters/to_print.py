"""What of a training is still to be printed: all in one file, and the buttons that say it is."""

from flask import abort, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from ....actions.letters.printing import mark_not_printed, mark_printed
from ....actions.privacy import audit
from ....letters.paper import paper_letters
from ....store.letters.to_print import to_print
from ...context import utc_now
from ...guards import links, settings
from ...language import DEFAULT
from ...numbers import ids_in
from ...shared.downloads import PDF, as_file
from ..auth import EDITORS, READERS, actor, for_roles
from ..blueprint import staff_pages
from ..finding import training_or_404
from ..flash import done


@staff_pages.get("/trainings/<slug>/letters.pdf")
@for_roles(READERS)
def letters_to_print(slug: str) -> ResponseReturnValue:
    """All letters of a training that are still to be printed; 404 if there is none."""
    training = training_or_404(slug)
    letters = to_print(utc_now(), training.id)
    with force_locale(DEFAULT):
        title = f"{gettext('Letters to print')}: {training.title}"
        content = paper_letters(title, letters, settings(), links(), utc_now())
    if content is None:
        abort(404)
    audit.log_view(actor(), "letters to print", utc_now(), training.id)
    return as_file(content, PDF, f"briefe-{slug}.pdf")


@staff_pages.post("/trainings/<slug>/letters/printed")
@for_roles(EDITORS)
def printed(slug: str) -> ResponseReturnValue:
    """Take one letter off the list of those to print, or all that the page showed."""
    training = training_or_404(slug)
    ids = ids_in(request.form.getlist("letter"))
    count = mark_printed(training.id, ids, utc_now(), actor())
    return done("printed", ".training", count, slug=slug)


@staff_pages.post("/trainings/<slug>/letters/not-printed")
@for_roles(EDITORS)
def not_printed(slug: str) -> ResponseReturnValue:
    """Put letters back on that list."""
    training = training_or_404(slug)
    ids = ids_in(request.form.getlist("letter"))
    count = mark_not_printed(training.id, ids, utc_now(), actor())
    return done("not-printed", ".training", count, slug=slug)
