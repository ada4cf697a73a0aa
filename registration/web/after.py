"""Work that is done once the answer has gone out, so that the time it takes tells nothing."""

from collections.abc import Callable

import structlog
from flask import Response, current_app

from ..store.database import close_session

log = structlog.get_logger(__name__)


def after_answer(answer: Response, work: Callable[[], object]) -> None:
    """Do it when the answer is closed. A fault is logged here: no error page is left to say it."""
    context = current_app.app_context()

    def do() -> None:
        with context:
            try:
                work()
            except Exception:
                log.error("after_answer.failed", exc_info=True)
            finally:
                close_session()

    answer.call_on_close(do)
