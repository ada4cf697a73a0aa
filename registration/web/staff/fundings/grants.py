"""Grants: their wording, their logos, the report to the funder."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta

from flask import abort, render_template, request
from flask.typing import ResponseReturnValue
from flask_babel import force_locale, gettext

from ....actions.fundings import NamesWouldLeave, add_logo, remove_logo, save_funding
from ....actions.fundings import wording_of as stands
from ....actions.privacy import audit
from ....actions.refusal import SecondEditor
from ....documents.logos import LARGEST_BYTES, PNG, BadLogo, check_logo
from ....documents.pdf import pdf
from ....documents.xlsx import xlsx_file
from ....domain.programme.limits import FIRST_YEAR, LAST_YEAR
from ....domain.text import has_control_characters, tidy
from ....store import fundings
from ....store.fundings import report_on
from ....store.models import Funding
from ...context import utc_now
from ...forms.faults import faults_of
from ...forms.funding import FundingForm, values_of, wording_of
from ...forms.merging import Question, merge, opened
from ...forms.moments import local_moment
from ...guards import settings
from ...language import DEFAULT
from ...shared.downloads import PDF, XLSX, as_file
from ..auth import MANAGERS, READERS, actor, for_roles
from ..blueprint import staff_pages
from ..flash import done
from .report import report_data, report_sheets


def _funding(funding_id: int) -> Funding:
    grant = fundings.by_id(funding_id)
    if grant is None:
        abort(404)
    return grant


# Opened by itself an SVG is a document: it may do nothing, and has no origin of ours.
LOGO_POLICY = "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; sandbox"


@staff_pages.get("/fundings/new")
@for_roles(MANAGERS)
def new_funding() -> ResponseReturnValue:
    """An empty form."""
    return _page(FundingForm(), None)


@staff_pages.post("/fundings/new")
@for_roles(MANAGERS)
def new_funding_post() -> ResponseReturnValue:
    """Make a grant."""
    return _save(None)


@staff_pages.get("/fundings/<int:funding_id>")
@for_roles(READERS)
def funding(funding_id: int) -> ResponseReturnValue:
    """A grant with its logos and its report."""
    grant = _funding(funding_id)
    return _page(_form_of(grant), grant)


@staff_pages.post("/fundings/<int:funding_id>")
@for_roles(MANAGERS)
def funding_post(funding_id: int) -> ResponseReturnValue:
    """Change a grant."""
    return _save(_funding(funding_id))


def _form_of(grant: Funding) -> FundingForm:
    return FundingForm(data=opened(values_of(stands(grant))))


def _save(grant: Funding | None) -> ResponseReturnValue:
    form = FundingForm(request.form)
    was = stands(grant) if grant else None
    questions = merge(form, values_of(was), request.form) if was else []
    if questions:
        return _page(form, grant, questions=questions), 409
    if not form.validate():
        return _page(form, grant), 422
    number, wording = grant.id if grant else None, wording_of(form, was)
    try:
        saved = save_funding(number, wording, utc_now(), actor(), settings().zone, _agreed(), was)
    except SecondEditor:  # somebody was faster by a moment: put both together once more
        return _save(_funding(number or 0))
    except NamesWouldLeave as leaving:
        return _page(form, grant, leaving=leaving.people), 409
    return done("funding", ".funding", funding_id=saved.id)


def _agreed() -> int:
    """How many names the page said would leave, if that was ticked."""
    text = request.form.get("erase_names", "")
    return int(text) if text.isdecimal() and len(text) < 7 else 0


def _page(
    form: FundingForm,
    grant: Funding | None,
    at: Mapping[str, str] | None = None,
    questions: Sequence[Question] = (),
    leaving: int = 0,
) -> str:
    this_year = utc_now().astimezone(settings().zone).year
    return render_template(
        "staff/fundings/grant.html",
        form=form,
        funding=grant,
        questions=questions,
        faults=list(faults_of(form)),
        at=at or {},
        label=request.form.get("label", ""),
        leaving=leaving,
        begin=request.args.get("begin", f"{this_year}-01-01"),
        end=request.args.get("end", f"{this_year}-12-31"),
    )


@staff_pages.post("/fundings/<int:funding_id>/logos")
@for_roles(MANAGERS)
def logo_post(funding_id: int) -> ResponseReturnValue:
    """Keep a logo; one that could do anything but be looked at is refused."""
    grant = _funding(funding_id)
    file, label = request.files.get("file"), tidy(request.form.get("label", "")[:200])
    content = file.read(LARGEST_BYTES + 1) if file else b""
    mimetype, faults = _picture_kind(content), {}
    if mimetype is None:
        faults["file"] = gettext(
            "This file can't be used. Take a PNG, or an SVG without scripts and links, of at"
            " most 512 kB."
        )
    if not label or has_control_characters(label):
        faults["label"] = gettext("Say what the logo shows, for those who can't see it.")
    if mimetype is None or faults:
        return _page(_form_of(grant), grant, faults), 422
    add_logo(funding_id, label, content, mimetype, utc_now(), actor())
    return done("logo", ".funding", funding_id=funding_id)


def _picture_kind(content: bytes) -> str | None:
    try:
        return check_logo(content)
    except BadLogo:
        return None


@staff_pages.post("/fundings/<int:funding_id>/logos/<int:logo_id>/remove")
@for_roles(MANAGERS)
def logo_remove(funding_id: int, logo_id: int) -> ResponseReturnValue:
    """Take a logo away."""
    remove_logo(_funding(funding_id).id, logo_id, utc_now(), actor())
    return done("funding", ".funding", funding_id=funding_id)


@staff_pages.get("/logos/<int:logo_id>")
@for_roles(READERS)
def logo(logo_id: int) -> ResponseReturnValue:
    """The picture itself."""
    picture = fundings.logo(logo_id)
    if picture is None:
        abort(404)
    kind = "png" if picture.mimetype == PNG else "svg"
    answer = as_file(picture.content, picture.mimetype, f"logo-{logo_id}.{kind}")
    answer.headers["Content-Security-Policy"] = LOGO_POLICY
    return answer


@staff_pages.get("/fundings/<int:funding_id>/report")
@for_roles(READERS)
def funder_report(funding_id: int) -> ResponseReturnValue:
    """The report of a grant and a period: on screen, as XLSX or as PDF."""
    grant = _funding(funding_id)
    begin, end = _day("begin"), _day("end")
    if begin is None or end is None or end < begin:
        return _page(_form_of(grant), grant, _faults_in(begin, end)), 422
    audit.log_view(actor(), "a funder's report", utc_now())
    report = report_on(grant, _midnight(begin), _midnight(end + timedelta(days=1)))
    kind, name = request.args.get("as", ""), f"{grant.key}-{begin}-{end}"
    # A funder reads the files, in the language of the town.
    with force_locale(DEFAULT):
        if kind == "xlsx":
            return as_file(xlsx_file(report_sheets(report), grant.title), XLSX, f"{name}.xlsx")
        if kind == "pdf":
            data = report_data(report, begin, end, utc_now())
            return as_file(pdf("funder", data, utc_now()), PDF, f"{name}.pdf")
    return render_template(
        "staff/fundings/report.html", funding=grant, report=report, begin=begin, end=end
    )


def _faults_in(begin: date | None, end: date | None) -> dict[str, str]:
    if begin and end:
        return {"end": gettext("The last day lies before the first.")}
    missing = {
        "begin": gettext("Enter the first day of the period.") if begin is None else "",
        "end": gettext("Enter the last day of the period.") if end is None else "",
    }
    return {name: fault for name, fault in missing.items() if fault}


def _day(name: str) -> date | None:
    try:
        day = date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None


def _midnight(day: date) -> datetime:
    return local_moment(day, time(), settings().zone).astimezone(UTC)
