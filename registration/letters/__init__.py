"""Message → letter: subject, text, HTML and calendar part. The worker only carries them."""

from .recipient import NotNeeded
from .render import Letter, render_letter

__all__ = ["Letter", "NotNeeded", "render_letter"]
