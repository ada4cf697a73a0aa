"""The WSGI application: ``gunicorn wsgi:app``, ``flask --app wsgi …``."""

import gc
import sys

from registration.app import create_app
from registration.settings import SettingsError

try:
    app = create_app()
except SettingsError as error:
    sys.exit(str(error))

# What is loaded now stays: no collection need look at it, and so the processes that
# gunicorn forks go on sharing its memory.
gc.collect()
gc.freeze()
