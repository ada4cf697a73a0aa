"""What a command says when it fails: the kind and the place, never what a row holds."""

from typing import Any

import click
import structlog
from flask.cli import AppGroup
from sqlalchemy.exc import SQLAlchemyError

from .store.away import is_away

log = structlog.get_logger(__name__)


class _Careful(click.Command):
    """A traceback on the screen would end with the error's message, which may quote a row."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run it; a fault becomes a line on the screen and one in the log."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit):
            raise
        except Exception as error:
            log.error("command.failed", command=ctx.info_name, exc_info=True)
            raise click.ClickException(_words_of(error)) from None


class CarefulCommand(_Careful):
    """A command of its own."""


class CarefulGroup(_Careful, AppGroup):
    """A group of commands, each run with the application."""


def _words_of(error: Exception) -> str:
    name = type(error).__name__
    if is_away(error):
        return f"The database is away or held ({name}). Please try again in a moment."
    if isinstance(error, SQLAlchemyError):
        state = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
        return f"The database refuses ({' '.join([name, state]).strip()}); the log says where."
    return f"That failed ({name}); the log says where."
