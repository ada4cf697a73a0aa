"""Log lines: one event each, as text or JSON, without address, name or token."""

import logging
import sys

import structlog


def configure_logs(log_format: str) -> None:
    """Set up structlog, and the libraries' logging likewise; JSON for machines, text for people."""
    renderer = (
        structlog.processors.JSONRenderer()
        if log_format == "json"
        else structlog.dev.ConsoleRenderer(colors=False)
    )
    before = (
        structlog.contextvars.merge_contextvars,
        structlog.processors.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        # A traceback can hold typed values in its messages: only types and places are logged.
        structlog.processors.ExceptionRenderer(_trace_without_values),
    )
    structlog.configure(
        processors=[*before, renderer],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    _lead_libraries_through(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=(structlog.stdlib.add_logger_name, *before),
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, renderer],
        )
    )


class _Handler(logging.StreamHandler):  # type: ignore[type-arg]
    """Ours among the root's handlers. Of a fault it says where it was, not what it said."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line. A message made for a fault may name a path, and so a token."""
        if record.exc_info:
            record = logging.makeLogRecord(record.__dict__ | {"args": (), "msg": "library.fault"})
        super().emit(record)


def _lead_libraries_through(formatter: logging.Formatter) -> None:
    root = logging.getLogger()
    root.handlers = [one for one in root.handlers if not isinstance(one, _Handler)]
    handler = _Handler(sys.stderr)
    handler.setFormatter(formatter)
    root.addHandler(handler)


def _trace_without_values(exc_info: structlog.typing.ExcInfo) -> str:
    """Where an exception came from, without its message (it may quote what was typed)."""
    kind, _error, trace = exc_info
    places = []
    while trace is not None:
        code = trace.tb_frame.f_code
        places.append(f"{code.co_filename.rsplit('/', 1)[-1]}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return f"{kind.__name__} at " + " < ".join(reversed(places))
