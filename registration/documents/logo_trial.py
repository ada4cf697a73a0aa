"""Sets a logo once as papers do, in a process of its own that may run out of time or memory.

``python -m registration.documents.logo_trial png|svg`` reads the picture from its input.
"""

import json
import resource
import subprocess
import sys

import typst

from .pdf import TEMPLATES, fonts

SECONDS = 10
MEMORY_BYTES = 1 << 30


def can_be_set(content: bytes, format_name: str) -> bool:
    """Whether papers can show the picture within the limits."""
    command = [sys.executable, "-m", __name__, format_name]
    try:
        done = subprocess.run(  # noqa: S603 (our own module)
            command, input=content, capture_output=True, timeout=SECONDS, check=False
        )
    except subprocess.TimeoutExpired:
        return False
    return done.returncode == 0


def main() -> None:
    """Set the picture; any fault ends the process with an error."""
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    data = {"bytes": list(sys.stdin.buffer.read()), "format": sys.argv[1]}
    typst.compile(
        str(TEMPLATES / "logo.typ"),
        root=str(TEMPLATES),
        font_paths=fonts(),
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data)},
    )


if __name__ == "__main__":
    main()
