"""The form of a grant."""

from dataclasses import replace

from flask_babel import lazy_gettext as _l

from ...actions.fundings import Wording
from ...domain.programme.limits import LONGEST_LINE, LONGEST_TEXT, MOST_RETENTION_YEARS
from .fields import Given, Line, Optionally, Paragraphs
from .merging import EditForm
from .moments import Day, WholeNumber


class FundingForm(EditForm):
    """What a grant says about itself."""

    title = Line(
        _l("Title of the project"), longest=LONGEST_LINE, validators=[Given(_l("Enter the title."))]
    )
    programme = Line(_l("Funding programme"), longest=LONGEST_LINE, validators=[Optionally()])
    reference = Line(_l("Reference number"), longest=LONGEST_LINE, validators=[Optionally()])
    notice = Paragraphs(
        _l("Wording that the funder asks for"),
        longest=LONGEST_TEXT,
        validators=[Optionally()],
        description=_l("Stands on the public page, in letters and on papers."),
        render_kw={"rows": "3"},
    )
    retention_years = WholeNumber(
        _l("Years to keep the proof"),
        0,
        MOST_RETENTION_YEARS,
        default="5",
        validators=[Given(_l("Enter how many years."))],
    )
    proof_submitted_on = Day(
        _l("Proof was handed in on"),
        validators=[Optionally()],
        description=_l("From this day the years are counted. Then names are erased."),
    )


def values_of(stands: Wording) -> dict[str, str]:
    """What stands, as the form shows it."""
    day = stands.proof_submitted_on
    return {
        "title": stands.title,
        "programme": stands.programme,
        "notice": stands.notice,
        "reference": stands.reference,
        "retention_years": str(stands.retention_years),
        "proof_submitted_on": day.isoformat() if day else "",
    }


def wording_of(form: FundingForm, stands: Wording | None) -> Wording:
    """What a checked form says; what nobody touched stays."""
    said = Wording(
        title=form.title.data or "",
        programme=form.programme.data or "",
        notice=form.notice.data or "",
        reference=form.reference.data or "",
        retention_years=form.retention_years.value or 0,
        proof_submitted_on=form.proof_submitted_on.value,
    )
    return replace(said, **{name: getattr(stands, name) for name in form.untouched})
