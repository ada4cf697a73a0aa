"""The one way in which a file leaves the service."""

from io import BytesIO

from flask import Response, send_file

CSV = "text/csv"
ICS = "text/calendar"
PDF = "application/pdf"
TOML = "application/toml"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def as_file(content: bytes, mimetype: str, name: str, *, inline: bool = False) -> Response:
    """A file to keep, or with ``inline`` one that the browser shows and can print at once."""
    file = send_file(
        BytesIO(content),
        mimetype,
        as_attachment=not inline,
        download_name=name,
        conditional=False,
        max_age=0,
    )
    # How long it may be kept follows from the class of its page, as with any other answer.
    del file.headers["Cache-Control"], file.headers["Expires"]
    # All in memory: the headers of a public file then add an ETag.
    file.make_sequence()
    return file
