"""Logos that a grant asks for: PNG or SVG, checked before they are kept.

An SVG is a document that may hold scripts and fetch things, so it is read strictly: what
is not on the list below refuses the file.
"""

import re
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from xml.etree import ElementTree

from .logo_trial import can_be_set

PNG, SVG = "image/png", "image/svg+xml"
LARGEST_BYTES = 512 * 1024
LARGEST_SIDE = 6000
# Set at once a picture takes four bytes a pixel, and twice that with 16 bits a colour.
MOST_PIXELS = 16_000_000
_PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
_SVG = "http://www.w3.org/2000/svg"
# What drawing programs note beside the drawing; browsers and papers pass over it.
_NOTES = frozenset(
    {
        "http://www.inkscape.org/namespaces/inkscape",
        "http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd",
        "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
        "http://creativecommons.org/ns#",
        "http://purl.org/dc/elements/1.1/",
    }
)
_DRAWING = frozenset(
    {"svg", "g", "defs", "symbol", "use", "title", "desc", "metadata", "path", "rect", "circle"}
    | {"ellipse", "line", "polyline", "polygon", "text", "tspan", "linearGradient", "stop"}
    | {"radialGradient", "clipPath", "mask", "pattern", "marker", "style"}
)
_FETCHES = re.compile(
    r"url\(\s*['\"]?\s*(?!#)|@import|expression\(|javascript:|\b(src|image|image-set)\(",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Logo:
    """A checked picture and what it shows, for those who can't see it."""

    label: str
    mimetype: str
    content: bytes


class BadLogo(ValueError):
    """The file can't be used; the text names why in English, for the log and for tests."""


def check_logo(content: bytes) -> str:
    """The media type of a picture that may be kept. Raises BadLogo."""
    if len(content) > LARGEST_BYTES:
        raise BadLogo("larger than 512 kB")
    if content.startswith(_PNG_SIGNATURE):
        _check_png(content)
        return _tried(content, PNG, "png")
    _check_svg(content)
    return _tried(content, SVG, "svg")


def _tried(content: bytes, mimetype: str, name: str) -> str:
    if not can_be_set(content, name):
        raise BadLogo("papers can't show it")
    return mimetype


def _check_png(content: bytes) -> None:
    """Signature, a sane IHDR, whole chunks with right sums, picture data, an end (RFC 2083)."""
    kinds = [kind for kind, _ in _chunks(content)]
    if kinds[:1] != [b"IHDR"] or kinds[-1:] != [b"IEND"] or b"IDAT" not in kinds:
        raise BadLogo("not a whole PNG")
    if b"acTL" in kinds:
        raise BadLogo("an animation")
    _check_header(next(data for _, data in _chunks(content)))


def _chunks(content: bytes) -> Iterator[tuple[bytes, bytes]]:
    at = len(_PNG_SIGNATURE)
    while at < len(content):
        if at + 12 > len(content):
            raise BadLogo("not a whole PNG")
        (length,) = struct.unpack(">I", content[at : at + 4])
        kind, data = content[at + 4 : at + 8], content[at + 8 : at + 8 + length]
        found = content[at + 8 + length : at + 12 + length]
        if len(data) != length or found != struct.pack(">I", zlib.crc32(kind + data)):
            raise BadLogo("not a whole PNG")
        yield kind, data
        at += 12 + length


def _check_header(header: bytes) -> None:
    if len(header) != 13:
        raise BadLogo("not a whole PNG")
    width, height, depth, colour, *rest = struct.unpack(">IIBBBBB", header)
    sides = 0 < width <= LARGEST_SIDE and 0 < height <= LARGEST_SIDE
    if not sides or depth not in _DEPTHS.get(colour, ()) or rest[:2] != [0, 0] or rest[2] > 1:
        raise BadLogo("not a sane PNG")
    if width * height * (2 if depth == 16 else 1) > MOST_PIXELS:
        raise BadLogo("more pixels than a paper needs")


def _check_svg(content: bytes) -> None:
    root = _parsed(content)
    if root.tag != f"{{{_SVG}}}svg":
        raise BadLogo("neither PNG nor SVG")
    for element in root.iter():
        _check_element(element)


def _parsed(content: bytes) -> ElementTree.Element:
    """The tree of an SVG; a document type could make entities, so none is taken."""
    if b"<!doctype" in content.lower() or b"<!entity" in content.lower() or b"\0" in content:
        raise BadLogo("an SVG with a document type")
    if b"<?xml-stylesheet" in content.lower():
        raise BadLogo("an SVG that fetches something")
    try:
        return ElementTree.fromstring(content)  # noqa: S314 (no document type, so no entities)
    except (ElementTree.ParseError, ValueError, LookupError) as error:
        raise BadLogo("neither PNG nor SVG") from error


def _check_element(element: ElementTree.Element) -> None:
    space, _, name = str(element.tag).rpartition("}")
    # Of another namespace a browser might make a page: XHTML's meta leads elsewhere.
    if name not in _DRAWING if space == f"{{{_SVG}" else space.removeprefix("{") not in _NOTES:
        raise BadLogo(f"an SVG with <{name}>")
    # A child may cut a word in two, and an escape spell it: no drawing needs either there.
    if name == "style" and (len(element) or "\\" in (element.text or "")):
        raise BadLogo("an SVG with an odd style")
    for text in (element.text, element.tail):
        if _FETCHES.search(text or ""):
            raise BadLogo("an SVG that fetches something")
    for key, value in element.attrib.items():
        at, _, word = key.rpartition("}")
        if "\\" in value and at.removeprefix("{") not in _NOTES and space.removeprefix("{") == _SVG:
            raise BadLogo("an SVG with an odd style")
        _check_attribute(word.lower(), value)


def _check_attribute(name: str, value: str) -> None:
    if name.startswith("on"):
        raise BadLogo("an SVG with a script")
    if name == "base":
        raise BadLogo("an SVG whose own references lead elsewhere")
    if name in ("href", "src") and not value.strip().startswith("#"):
        raise BadLogo("an SVG that fetches something")
    if _FETCHES.search(value):
        raise BadLogo("an SVG that fetches something")
