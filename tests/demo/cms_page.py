"""A page such as a town's CMS serves, from another origin, with the form in a frame."""

from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

_PAGE = """<!doctype html>
<html lang="de"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Integration – Stadt Borken</title>
<style>body{{font:17px/1.6 Georgia,serif;margin:0;color:#222;background:#f4f1ea}}
header{{background:#7a1f2b;color:#fff;padding:1.25rem}}header div,main{{max-width:46rem;margin:0 auto;padding:0 1rem}}
main{{background:#fff;padding:1.5rem 1rem 3rem}}iframe{{width:100%;border:0;height:40rem}}</style></head>
<body><header><div><strong>Stadt Borken</strong> · Leben in Borken · Integration</div></header>
<main><h1>Schulungen für Haupt- und Ehrenamtliche</h1>
<p>Sie möchten sich in der Integrationsarbeit engagieren oder sind schon dabei und wünschen sich
Weiterbildung? Hier finden Sie unsere Termine.</p>
<iframe src="{service}/embed{path}" title="Schulungen und Anmeldung"></iframe>
<script src="{service}/embed.js"></script>
<p>Diese Seite gehört zum CMS der Stadt und liegt auf einer anderen Adresse als die Anmeldung.</p>
</main></body></html>"""


def serve(service: str, port: int, host: str = "127.0.0.1") -> ThreadingHTTPServer:
    """Serve the page in the background; its path goes on into the frame."""

    class Page(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = _PAGE.format(service=service, path=self.path).encode()
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_args: object) -> None:
            """The demo's terminal stays quiet."""

    server = ThreadingHTTPServer((host, port), Page)
    Thread(target=server.serve_forever, daemon=True).start()
    return server
