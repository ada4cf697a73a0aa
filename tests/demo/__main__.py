"""``make demo``: everything on this machine, until Ctrl-C."""

import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from datetime import UTC, datetime
from pathlib import Path
from types import FrameType

from flask_migrate import upgrade

from registration.app import create_app
from registration.links import Links
from registration.settings import Settings
from tests.demo import cms_page, mail_page
from tests.demo.town import Town
from tests.support import leash
from tests.support.mail import MailServer
from tests.support.ports import free_port

FOLDER = Path("instance/demo").resolve()
LOG = FOLDER / "servers.log"
PATIENCE_SECONDS = 60


def main() -> int:
    """Build the town, start all servers, print what to open, wait for Ctrl-C."""
    for name in (signal.SIGINT, signal.SIGTERM):
        signal.signal(name, _interrupt)
    shutil.rmtree(FOLDER, ignore_errors=True)
    FOLDER.mkdir(parents=True)
    ports = {name: free_port(wanted) for name, wanted in _WANTED.items()}
    mail = MailServer(ports["smtp"]).start()
    environment = os.environ | _environment(ports)
    running: list[subprocess.Popen[bytes]] = []
    try:
        valkey, *programs = _commands(ports)
        running.append(leash.start(valkey, LOG, environment))
        _wait_for_port(ports["redis"])
        sign_in = _settle(environment)
        running += [leash.start(command, LOG, environment) for command in programs]
        mail_page.serve(mail.mailbox, ports["mail"])
        cms_page.serve(environment["PUBLIC_URL"], ports["cms"])
        _wait_for(environment["PUBLIC_URL"] + "/healthz")
        _say(environment, ports, sign_in)
        return _stay(running)
    except KeyboardInterrupt:
        return 0
    finally:
        print("\nStopping.", flush=True)
        for process in reversed(running):
            leash.stop(process)
        mail.stop()


_WANTED = {"web": 8000, "cms": 8080, "mail": 8025, "smtp": 0, "redis": 0}


def _environment(ports: dict[str, int]) -> dict[str, str]:
    """The town's settings. Whatever stands in the environment already gives way."""
    return {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "DATABASE_URL": f"sqlite:///{FOLDER / 'zusage.sqlite'}",
        "REDIS_URL": f"redis://127.0.0.1:{ports['redis']}/0",
        "PUBLIC_URL": f"http://127.0.0.1:{ports['web']}",
        "EMBED_ORIGINS": f"http://localhost:{ports['cms']}",
        "MAIL_SERVER": "127.0.0.1",
        "MAIL_PORT": str(ports["smtp"]),
        "MAIL_DEFAULT_SENDER": "Stadt Borken, Integration <schulungen@borken.example>",
        "TOWN_NAME": "Stadt Borken",
        "IMPRINT_URL": "https://www.borken.example/impressum",
        "PORT": str(ports["web"]),
        "MAIL_USE_TLS": "false",
        "MAIL_USE_SSL": "false",
        "MAIL_USERNAME": "",
        "MAIL_PASSWORD": "",
    }


def _commands(ports: dict[str, int]) -> list[list[str]]:
    """Valkey and the Procfile's processes, with the demo's Python."""
    lines = Path("Procfile").read_text(encoding="utf-8").splitlines()
    programs = dict(line.split(": ", 1) for line in lines if line)
    valkey = [
        sys.executable,
        "-m",
        "tests.support.valkey",
        str(ports["redis"]),
        str(FOLDER / "valkey"),
    ]
    return [valkey, *(_command(programs[name], ports) for name in ("web", "worker", "clock"))]


def _command(line: str, ports: dict[str, int]) -> list[str]:
    words = line.split()
    program = (
        sys.executable if words[0] == "python" else str(Path(sys.executable).parent / words[0])
    )
    return [program, *words[1:]]


def _settle(environment: dict[str, str]) -> str:
    """Make the database, fill it, and return the staff's sign-in link."""
    settings = Settings.from_env(environment)
    app = create_app(settings)
    links: Links = app.extensions["zusage_links"]
    with app.app_context():
        upgrade()
        return links.sign_in(Town(datetime.now(UTC), settings).settle())


def _wait_for(url: str) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        try:
            with urllib.request.urlopen(url, timeout=2):
                return
        except (urllib.error.URLError, OSError):
            time.sleep(0.1)
    raise SystemExit(f"The web process did not answer. Its log: {LOG}")


def _wait_for_port(port: int) -> None:
    until = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise SystemExit(f"Valkey did not start. Its log: {LOG}")


def _say(environment: dict[str, str], ports: dict[str, int], sign_in: str) -> None:
    print(
        f"""
Zusage is running. Open:

  the town's CMS page with the form:  http://localhost:{ports["cms"]}/
  the letters it sends:               http://127.0.0.1:{ports["mail"]}/
  staff, signs in once:               {sign_in}
  the programme by itself:            {environment["PUBLIC_URL"]}/

Logs: {LOG.relative_to(Path.cwd())}
Ctrl-C stops all of it.
""",
        flush=True,
    )


def _stay(running: list[subprocess.Popen[bytes]]) -> int:
    while all(process.poll() is None for process in running):
        time.sleep(0.5)
    print(f"A server has ended by itself. Its log: {LOG}", file=sys.stderr)
    return 1


def _interrupt(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
