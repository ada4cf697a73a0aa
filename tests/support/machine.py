"""What ``make test`` needs from the machine besides Python: a browser, a reader of PDFs.

Installs them if it can.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/usr/bin/chromium",
    "/usr/bin/google-chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
)


def chromium() -> str | None:
    """The path of an installed Chromium or Chrome."""
    found = [path for name in NAMES if (path := shutil.which(name))]
    found += [place for place in PLACES if Path(place).exists()]
    return found[0] if found else None


def missing() -> list[str]:
    """The Debian packages that the tests need and the machine lacks."""
    browser = [] if chromium() else ["chromium"]
    return browser + ([] if shutil.which("pdftotext") else ["poppler-utils"])


def install(packages: list[str]) -> None:
    """Install packages on Debian as root; elsewhere say what to do."""
    if not shutil.which("apt-get") or os.geteuid() != 0:
        sys.exit(
            "The tests drive a real browser and read PDFs:"
            " install Chromium or Chrome and poppler-utils, then run them again."
        )
    print(f"Installing {' and '.join(packages)} for the tests …", flush=True)
    environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    for command in (["apt-get", "update", "-qq"], ["apt-get", "install", "-y", "-qq", *packages]):
        subprocess.run(command, check=True, env=environment, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    if packages := missing():
        install(packages)
