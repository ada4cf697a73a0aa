"""A page on which to read the letters of the demo."""

import re
from email.message import EmailMessage
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from markupsafe import Markup, escape

from tests.support.mail import Mailbox, html_of, text_of

_STYLE = """
body{font:17px/1.5 system-ui,sans-serif;margin:0 auto;max-width:52rem;padding:1rem;color-scheme:light dark}
ol{list-style:none;padding:0}li{border-top:1px solid #8885;padding:.75rem 0}
li a{font-weight:600;text-decoration:none}pre{white-space:pre-wrap;font:inherit;border:1px solid #8885;padding:1rem;border-radius:6px}
iframe{width:100%;height:34rem;border:1px solid #8885;border-radius:6px}.kind{opacity:.7;font-size:.85em}
"""


def serve(mailbox: Mailbox, port: int) -> None:
    """Serve the page in the background."""
    handler = type("MailPage", (_Page,), {"mailbox": mailbox})
    server = ThreadingHTTPServer(("127.0.0.1", port), handler)
    Thread(target=server.serve_forever, daemon=True).start()


class _Page(BaseHTTPRequestHandler):
    mailbox: Mailbox

    def do_GET(self) -> None:
        found = re.fullmatch(r"/(\d+)(/html|/file/(\d+))?", self.path)
        if found and int(found[1]) < len(self.mailbox.letters):
            letter = self.mailbox.letters[int(found[1])]
            if found[3]:
                self._file(letter, int(found[3]))
            elif found[2]:
                self._send(html_of(letter), "text/html")
            else:
                self._send(_letter_page(int(found[1]), letter), "text/html")
        else:
            self._send(_list_page(self.mailbox.letters), "text/html")

    def _file(self, letter: EmailMessage, number: int) -> None:
        part = list(letter.iter_attachments())[number]
        self._send(str(part.get_payload(decode=True).decode()), "text/plain")  # type: ignore[union-attr]

    def _send(self, text: str, kind: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", f"{kind}; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args: object) -> None:
        """The demo's terminal stays quiet."""


def _page(title: str, body: str, refresh: bool = False) -> str:
    again = '<meta http-equiv="refresh" content="3">' if refresh else ""
    return (
        f'<!doctype html><html lang="de"><meta charset="utf-8">{again}'
        f'<meta name="viewport" content="width=device-width"><title>{escape(title)}</title>'
        f"<style>{_STYLE}</style>{body}"
    )


def _list_page(letters: list[EmailMessage]) -> str:
    rows = "".join(
        f'<li><a href="/{number}">{escape(str(letter["Subject"]))}</a><br>'
        f'<span class="kind">an {escape(str(letter["To"]))} · {escape(str(letter["X-Zusage-Letter"]))}'
        "</span></li>"
        for number, letter in reversed(list(enumerate(letters)))
    )
    return _page("Post der Demo", f"<h1>Post ({len(letters)})</h1><ol>{rows}</ol>", refresh=True)


def _letter_page(number: int, letter: EmailMessage) -> str:
    files = " ".join(
        f'<a href="/{number}/file/{n}">{escape(part.get_filename() or "Anhang")}</a>'
        for n, part in enumerate(letter.iter_attachments())
    )
    text = re.sub(
        r"https?://[^\s&]+", lambda m: f'<a href="{m[0]}">{m[0]}</a>', str(escape(text_of(letter)))
    )
    return _page(
        str(letter["Subject"]),
        f'<p><a href="/">Alle Briefe</a></p><h1>{escape(str(letter["Subject"]))}</h1>'
        f'<p class="kind">von {escape(str(letter["From"]))} an {escape(str(letter["To"]))}<br>'
        f"{files}</p><pre>{Markup(text)}</pre><h2>Als HTML</h2>"
        f'<iframe sandbox="allow-popups allow-top-navigation-by-user-activation" src="/{number}/html">'
        "</iframe>",
    )
