"""Reads PDFs: their text by poppler, their structure by pikepdf."""

import io
import subprocess
from collections.abc import Iterator
from typing import Any

import pikepdf


def text_of(content: bytes) -> str:
    """The text of a PDF in reading order, on one line."""
    command = ["pdftotext", "-enc", "UTF-8", "-", "-"]
    found = subprocess.run(command, input=content, capture_output=True, check=True)
    return " ".join(found.stdout.decode().split())


def opened(content: bytes) -> pikepdf.Pdf:
    """The document as pikepdf sees it."""
    return pikepdf.open(io.BytesIO(content))


def tags_of(document: pikepdf.Pdf) -> list[str]:
    """The types of all elements of the structure tree, in order."""
    return [str(element.S) for element in _elements(document.Root.StructTreeRoot.K)]


def _elements(kids: Any) -> Iterator[Any]:
    for kid in kids if isinstance(kids, pikepdf.Array) else [kids]:
        if isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
            yield kid
            yield from _elements(kid.get("/K", pikepdf.Array()))


def fonts_of(document: pikepdf.Pdf) -> dict[str, bool]:
    """The fonts by name, and whether each is embedded."""
    found = {}
    for thing in document.objects:
        if isinstance(thing, pikepdf.Dictionary) and thing.get("/Type") == "/FontDescriptor":
            embedded = any(key in thing for key in ("/FontFile", "/FontFile2", "/FontFile3"))
            found[str(thing.FontName)] = embedded
    return found
