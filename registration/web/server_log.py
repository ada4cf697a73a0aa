"""gunicorn's own log lines, in our format and without paths: a path can hold a token."""

from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped]

_UNREADABLE = "Invalid request"


class ServerLog(Logger):
    """Hands everything to the root logger, which writes no message of a fault."""

    def setup(self, cfg: Any) -> None:
        """Take away the handlers that would write whole tracebacks."""
        super().setup(cfg)
        self.error_log.handlers = []
        self.error_log.propagate = True

    def warning(self, msg: Any, *args: Any, **kwargs: Any) -> None:
        """Log a warning; of a request that can't be read only that there was one."""
        text = _UNREADABLE if str(msg).startswith(_UNREADABLE) else msg
        super().warning(text, *args, **kwargs)
