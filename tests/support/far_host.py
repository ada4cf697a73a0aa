"""A host of the tests' own that can vanish: a network namespace behind a cable."""

import os
import subprocess

import pytest


class FarHost:
    """One more host on this machine, with an address of its own."""

    here, there = "10.213.77.1", "10.213.77.2"

    def __init__(self) -> None:
        self._name = f"zusage-{os.getpid()}"
        self._near, self._far = f"zn{os.getpid()}", f"zf{os.getpid()}"

    @property
    def inside(self) -> list[str]:
        """What a command begins with that runs there, without rights."""
        nobody = ["setpriv", "--reuid=65534", "--regid=65534", "--clear-groups"]
        return ["ip", "netns", "exec", self._name, *nobody]

    def start(self) -> "FarHost":
        """Set it up; skips the test where that is not allowed."""
        try:
            self._set_up()
        except (OSError, subprocess.CalledProcessError):
            self.stop()
            pytest.skip("this machine allows no network namespaces: no host can vanish here")
        return self

    def _set_up(self) -> None:
        _ip("netns", "add", self._name)
        _ip("link", "add", self._near, "type", "veth", "peer", "name", self._far)
        _ip("link", "set", self._far, "netns", self._name)
        _ip("addr", "add", f"{self.here}/24", "dev", self._near)
        _ip("link", "set", self._near, "up")
        for words in (
            ("addr", "add", f"{self.there}/24", "dev", self._far),
            ("link", "set", "lo", "up"),
        ):
            _ip("-n", self._name, *words)
        self.plug_in()

    def pull_plug(self) -> None:
        """Let no packet through any more; nobody is told."""
        _ip("-n", self._name, "link", "set", self._far, "down")

    def plug_in(self) -> None:
        """Let packets through."""
        _ip("-n", self._name, "link", "set", self._far, "up")

    def stop(self) -> None:
        """Take it away."""
        subprocess.run(["ip", "netns", "del", self._name], check=False, capture_output=True)
        subprocess.run(["ip", "link", "del", self._near], check=False, capture_output=True)


def _ip(*words: str) -> None:
    subprocess.run(["ip", *words], check=True, capture_output=True)
