"""The WSGI application: ``gunicorn wsgi:app``, ``flask --app wsgi …``."""

import sys

from registration.app import create_app
from registration.settings import SettingsError

try:
    app = create_app()
except SettingsError as error:
    sys.exit(str(error))
