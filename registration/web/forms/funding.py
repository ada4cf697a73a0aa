"""The form of a grant."""

from flask_babel import lazy_gettext as _l
from wtforms import Form

from ...actions.fundings import Wording
from .fields import Given, Line, Optionally, Paragraphs
from .moments import Day, WholeNumber


class FundingForm(Form):
    """What a grant says about itself."""

    title = Line(
        _l("Title of the project"), longest=300, validators=[Given(_l("Enter the title."))]
    )
    programme = Line(_l("Funding programme"), longest=300, validators=[Optionally()])
    reference = Line(_l("Reference number"), longest=300, validators=[Optionally()])
    notice = Paragraphs(
        _l("Wording that the funder asks for"),
        validators=[Optionally()],
        description=_l("Stands on the public page, in letters and on papers."),
        render_kw={"rows": "3"},
    )
    retention_years = WholeNumber(
        _l("Years to keep the proof"),
        0,
        30,
        default="5",
        validators=[Given(_l("Enter how many years."))],
    )
    proof_submitted_on = Day(
        _l("Proof was handed in on"),
        validators=[Optionally()],
        description=_l("From this day the years are counted. Then names are erased."),
    )


def wording_of(form: FundingForm) -> Wording:
    """What a checked form says."""
    return Wording(
        title=form.title.data or "",
        programme=form.programme.data or "",
        notice=form.notice.data or "",
        reference=form.reference.data or "",
        retention_years=form.retention_years.value or 0,
        proof_submitted_on=form.proof_submitted_on.value,
    )
