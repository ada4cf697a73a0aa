"""Log lines: one event each, as text or JSON, without address, name or token."""

import logging
import sys

import structlog


def configure_logs(log_format: str) -> None:
    """Set up structlog once a process; JSON for machines, text for people."""
    renderer = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    # A traceback can hold typed values in its messages: only types and places are logged.
    trace = structlog.processors.ExceptionRenderer(_trace_without_values)
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            trace,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )


def _trace_without_values(exc_info: structlog.typing.ExcInfo) -> str:
    """Where an exception came from, without its message (it may quote what was typed)."""
    kind, _error, trace = exc_info
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{kind.__name__} at " + " < ".join(reversed(places))
