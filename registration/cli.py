"""The command line: ``flask --app wsgi …``."""

import json
import sys
import tomllib
from datetime import UTC, datetime
from pathlib import Path

import click
import tomli_w
from flask import Flask, current_app

from .actions.letters.outbox import retry_letters, withdraw_letters
from .actions.privacy import audit, persons
from .actions.privacy.purge import purge
from .actions.staff import auth
from .actions.staff.team import LastManager
from .actions.trainings.programme import export_programme, import_programme
from .addresses import address_in, as_typed
from .cli_faults import CarefulCommand, CarefulGroup
from .domain.programme import Programme, ProgrammeFaults, as_toml_tables, read_programme
from .domain.states import MessageState, Role
from .links import Links
from .settings import Settings
from .store.letters import outbox

programme = CarefulGroup("programme", help="The programme of trainings as a TOML file.")
staff = CarefulGroup("staff", help="The town's team.")
letters = CarefulGroup("outbox", help="Letters that are owed.")
private = CarefulGroup("privacy", help="What is kept about one person.")


_ROWS = {
    "registration": "registrations",
    "message": "addresses of letters",
    "circular": "texts written to this person alone",
    "submission": "sign-up forms",
    "undoable": "what could be taken back",
    "trainer": "trainers of trainings that are over",
    "training": "contacts of trainings that are over",
    "staff": "members of the team",
}
_STAYS = {
    "staff": "stays: member {id} of the team is active. Shut the account, then erase again.",
    "trainer": "stays: trainer of “{title}”, which is not over. Take the trainer out, or erase"
    " again afterwards.",
    "training": "stays: contact of “{title}”, which is not over. Name another contact, or erase"
    " again afterwards.",
}


def register_commands(app: Flask) -> None:
    """Add the commands to an application."""
    for group in (programme, staff, letters, private):
        app.cli.add_command(group)
    app.cli.add_command(purge_command)


def _now() -> datetime:
    return datetime.now(UTC)


def _settings() -> Settings:
    found: Settings = current_app.extensions["zusage_settings"]
    return found


def _refuse(path: Path, faults: list[str]) -> None:
    click.echo(f"{path} was not imported, nothing has changed:", err=True)
    for fault in faults:
        click.echo(f"  {fault}", err=True)
    sys.exit(1)


@programme.command("import")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def import_command(file: Path) -> None:
    """Create or change each training of FILE, and publish it. Again and again, by slug."""
    try:
        report = import_programme(_read(file), _now(), audit.COMMAND_LINE)
    except ProgrammeFaults as error:
        _refuse(file, [str(fault) for fault in error.faults])
        return
    for what, slugs in (
        ("created", report.created),
        ("changed", report.changed),
        ("unchanged", report.unchanged),
    ):
        for slug in slugs:
            click.echo(f"{what}: {slug}")
    click.echo(f"{report.told} people are told of changed dates or places.")


def _read(file: Path) -> Programme:
    try:
        data = tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        _refuse(file, [f"file: is no TOML in UTF-8: {error}"])
        raise
    return read_programme(data, address_in)


@programme.command("export")
@click.argument("file", type=click.Path(dir_okay=False, path_type=Path), required=False)
def export_command(file: Path | None) -> None:
    """Write the published programme to FILE, or to the screen."""
    tables = as_toml_tables(export_programme(), _settings().zone)
    text = tomli_w.dumps(tables, multiline_strings=True)
    if file is None:
        click.echo(text, nl=False)
        return
    file.write_text(text, encoding="utf-8")
    click.echo(f"written: {file}")


@staff.command("add")
@click.argument("email")
@click.option("--role", type=click.Choice([str(role) for role in Role]))
def add_command(email: str, role: str | None) -> None:
    """Add EMAIL to the team, or give a member a new link. Prints a link that signs in once."""
    address = address_in(email)
    if not address:
        raise click.BadParameter(
            "is no e-mail address such as name@stadt.example", param_hint="EMAIL"
        )
    try:
        member, token = auth.add_staff(address, Role(role) if role else None, _now())
    except LastManager:
        raise click.ClickException(
            "the team needs a manager: make somebody else a manager first"
        ) from None
    click.echo(f"{member.role}: sign in once within 24 hours with")
    _print_link(token)


@staff.command("link")
@click.argument("email")
def link_command(email: str) -> None:
    """Print a new link for a member EMAIL of the team, which signs in once within 24 hours."""
    token = auth.link_by_hand(address_in(email) or email, _now())
    if token is None:
        raise click.ClickException(
            "nobody active in the team has this address: add it with `staff add`"
        )
    _print_link(token)


def _print_link(token: str) -> None:
    links: Links = current_app.extensions["zusage_links"]
    click.echo(links.sign_in(token))


@letters.command("list")
@click.option("--state", type=click.Choice([str(state) for state in MessageState]))
def list_command(state: str | None) -> None:
    """List letters that are not sent yet or failed (or those in one STATE), without addresses."""
    states = [MessageState(state)] if state else None
    for message in outbox.listed(states):
        click.echo(
            f"{message.id}  {message.state:9}  {message.kind:22}"
            f"  due {message.due_at:%Y-%m-%d %H:%M}Z  attempts {message.attempts}"
            f"  {message.last_error}".rstrip()
        )


@letters.command("retry")
@click.argument("ids", nargs=-1, type=int)
@click.option("--all-failed", is_flag=True, help="Every letter that failed.")
def retry_command(ids: tuple[int, ...], all_failed: bool) -> None:
    """Try failed letters again, at once."""
    if not ids and not all_failed:
        raise click.UsageError("Name letters by their number, or use --all-failed.")
    count = retry_letters(list(ids) if ids else None, _now(), audit.COMMAND_LINE)
    click.echo(f"{count} letters will be tried again.")


@letters.command("withdraw")
@click.argument("ids", nargs=-1, type=int, required=True)
def withdraw_command(ids: tuple[int, ...]) -> None:
    """Withdraw letters that are not sent yet."""
    count = withdraw_letters(list(ids), _now(), audit.COMMAND_LINE)
    click.echo(f"{count} letters are withdrawn.")


@private.command("erase")
@click.argument("email")
@click.option("--dry-run", is_flag=True, help="Only say what would be erased.")
def erase_command(email: str, dry_run: bool) -> None:
    """Erase all that is kept about EMAIL. Seats it holds go to the waiting list."""
    done = persons.erase_person(as_typed(email), _now(), dry_run)
    would = "would be " if dry_run else ""
    for table, count in done.rows.items():
        click.echo(f"{_ROWS[table]}: {count} {would}erased")
    click.echo(f"active registrations: {done.ended} {would}ended")
    click.echo(f"waiting as somebody's new address: {done.waiting} {would}erased")
    for kept in done.kept:
        click.echo(_STAYS[kept.table].format(id=kept.row_id, title=kept.title))


@private.command("export")
@click.argument("email")
def export_person_command(email: str) -> None:
    """Write all that is kept about EMAIL as JSON."""
    click.echo(
        json.dumps(persons.export_person(as_typed(email), _now()), ensure_ascii=False, indent=2)
    )


@click.command("purge", cls=CarefulCommand)
@click.option("--dry-run", is_flag=True, help="Only say what would go.")
def purge_command(dry_run: bool) -> None:
    """Erase personal data whose time is over. The clock does the same each minute."""
    done = purge(_now(), _settings().zone, dry_run)
    for name, count in vars(done).items():
        click.echo(f"{name}: {count}")
