"""gunicorn's settings for the ``web`` line; reasons in docs/decisions/web-server.md."""

import sys

from ..settings import Settings, SettingsError

try:
    _settings = Settings.from_env()
except SettingsError as error:
    sys.exit(str(error))

_host = f"[{_settings.bind}]" if ":" in _settings.bind else _settings.bind
bind = f"{_host}:{_settings.port}"
preload_app = True
workers = 2
threads = 4
worker_class = "registration.web.server_threads.HealthBeside"
logger_class = "registration.web.server_log.ServerLog"
reuse_port = True
timeout = 60
# SCRIPT_NAME and the like are no client's to set.
forwarder_headers = "NONE"
control_socket_disable = True
