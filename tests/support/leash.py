"""Runs a command that ends with whoever started it, even if that one is killed.

``python -m tests.support.leash COMMAND …``: the starter holds the other end of standard
input; when it closes, for whatever reason, the command is asked to stop, then killed.
"""

import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

PATIENCE_SECONDS = 10


def start(
    command: list[str], log: Path, env: dict[str, str] | None = None
) -> subprocess.Popen[bytes]:
    """Start a command on a leash; its output goes to a file."""
    with log.open("ab") as output:
        return subprocess.Popen(
            [sys.executable, "-m", "tests.support.leash", *command],
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            env=env,
            start_new_session=True,
        )


def stop(process: subprocess.Popen[bytes]) -> None:
    """Let go of the leash and wait until the command has ended."""
    if process.stdin is not None:
        process.stdin.close()
    try:
        process.wait(PATIENCE_SECONDS + 5)
    except subprocess.TimeoutExpired:
        process.kill()


def _end(child: subprocess.Popen[bytes]) -> None:
    child.terminate()
    try:
        child.wait(PATIENCE_SECONDS)
    except subprocess.TimeoutExpired:
        os.killpg(os.getpgid(child.pid), signal.SIGKILL)


def _watch(child: subprocess.Popen[bytes]) -> None:
    while os.read(0, 1):
        pass
    _end(child)


def main() -> int:
    """Run the command of the arguments until it ends or the leash is let go."""
    child = subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, start_new_session=True)
    signal.signal(signal.SIGTERM, lambda *_: _end(child))
    threading.Thread(target=_watch, args=(child,), daemon=True).start()
    return child.wait()


if __name__ == "__main__":
    sys.exit(main())
