"""Message → letter: subject, text, HTML and calendar part. The worker only carries them."""

from .render import Letter, NotNeeded, render_letter

__all__ = ["Letter", "NotNeeded", "render_letter"]
