"""Only pictures that are what they say, hold no program and fetch nothing."""

import struct

import pytest

from registration.documents.logos import (
    LARGEST_BYTES,
    PNG,
    SVG,
    BadLogo,
    _check_header,
    check_logo,
)
from tests.documents.pictures import EMBLEM, chunk, png

NS = 'xmlns="http://www.w3.org/2000/svg"'
GOOD_SVGS = [
    EMBLEM,
    f"""<svg {NS} xmlns:i="http://www.inkscape.org/namespaces/inkscape"
    xmlns:s="http://sodipodi.sourceforge.net/DTD/sodipodi-0.dtd">
    <s:namedview i:zoom="1" path="C:\\a"/><g i:label="Ebene 1" i:export="C:\\b"/></svg>""".encode(),
    b'<?xml version="1.0" encoding="UTF-8"?>\n' + EMBLEM,
    f'<svg {NS}><defs><path id="a" d="M0 0"/></defs><use href="#a"/></svg>'.encode(),
    f"<svg {NS}><title>Src and image (of a town)</title><g/> behind it </svg>".encode(),
    f'<svg {NS}><rect fill="url(#g)"/><style>.a{{fill:#039}}</style></svg>'.encode(),
]
BAD_SVGS = [
    f'<svg {NS} xmlns:h="http://www.w3.org/1999/xhtml"><h:meta http-equiv="refresh"/></svg>',
    f'<svg {NS}><p xmlns="http://www.w3.org/1999/xhtml">x</p></svg>',
    f'<svg {NS}><x:script xmlns:x="urn:unknown"/></svg>',
    f'<svg {NS}><p xmlns=""/></svg>',
    f"<svg {NS}><script>alert(1)</script></svg>",
    f'<svg {NS} onload="alert(1)"/>',
    f'<svg {NS}><rect OnClick="x()"/></svg>',
    f"<svg {NS}><foreignObject/></svg>",
    f'<svg {NS}><image href="https://evil.example/x.png"/></svg>',
    f'<svg {NS}><use href="https://evil.example/x.svg#a"/></svg>',
    f'<svg {NS} xmlns:xlink="http://www.w3.org/1999/xlink"><use xlink:href="data:text/html,x"/></svg>',
    f'<svg {NS}><a href="javascript:alert(1)"/></svg>',
    f"<svg {NS}><style>@import 'https://evil.example/x.css';</style></svg>",
    f'<svg {NS}><rect style="fill: url(https://evil.example/x)"/></svg>',
    f"<svg {NS}><rect fill=\"url( '//evil.example/x')\"/></svg>",
    f'<svg {NS}><animate attributeName="href"/></svg>',
    f'<svg {NS}><rect src="https://evil.example/x"/></svg>',
    f"<svg {NS}><style><title/>@import '//evil.example/a.css';</style></svg>",
    f"<svg {NS}><style>@im<title/>port '//evil.example/a.css';</style></svg>",
    f"<svg {NS}><title/>@import '//evil.example/a.css';</svg>",
    f"<svg {NS}><style>a{{}}<g/>*{{background: url(//evil.example/b)}}</style></svg>",
    f"<svg {NS}><style>@\\69mport '//evil.example/a.css';</style></svg>",
    f"<svg {NS}><style>*{{background: u\\72l(//evil.example/b)}}</style></svg>",
    f'<svg {NS}><rect style="fill: u\\72l(//evil.example/b)"/></svg>',
    f'<svg {NS}><rect fill="u\\72l(//evil.example/b)"/></svg>',
    f"<svg {NS}><style>*{{background: src('//evil.example/b')}}</style></svg>",
    f"<svg {NS}><style>*{{background: image('//evil.example/b')}}</style></svg>",
    f"<svg {NS}><rect style=\"fill: IMAGE-SET('//evil.example/b' 1x)\"/></svg>",
    f"<svg {NS}><style>*{{fill: -webkit-image-set('//evil.example/b' 1x)}}</style></svg>",
    f'<svg {NS} xml:base="//evil.example/"><use href="#a"/></svg>',
    f'<!DOCTYPE svg [<!ENTITY a "b">]><svg {NS}>&a;</svg>',
    f'<?xml-stylesheet href="https://evil.example/x.css"?><svg {NS}/>',
    "<html><body/></html>",
    "<svg/>",
    "not a picture",
    "",
]


def test_a_png_is_taken() -> None:
    assert check_logo(png(60, 40)) == PNG


@pytest.mark.parametrize("content", GOOD_SVGS)
def test_a_drawing_that_refers_to_itself_only_is_taken(content: bytes) -> None:
    assert check_logo(content) == SVG


@pytest.mark.parametrize("source", BAD_SVGS)
def test_an_svg_with_a_program_or_a_fetch_is_refused(source: str) -> None:
    with pytest.raises(BadLogo):
        check_logo(source.encode())


def test_a_program_in_another_encoding_is_refused_too() -> None:
    source = f'<?xml version="1.0" encoding="UTF-16"?><svg {NS}><script/></svg>'
    with pytest.raises(BadLogo):
        check_logo(source.encode("utf-16"))


@pytest.mark.parametrize(
    "content",
    [
        b"\x89PNG\r\n\x1a\n",
        b"\x89PNG\r\n\x1a\n<svg/>",
        png(60, 40)[:-4],
        png(60, 40)[:40] + b"x" + png(60, 40)[41:],
        png(0, 40),
        png(7000, 40),
        png(60, 40, chunk(b"acTL", struct.pack(">II", 2, 0))),
        png(60, 40) + b"<?php",
        b"GIF89a" + b"\0" * 20,
        b"%PDF-1.7",
    ],
)
def test_what_is_no_whole_png_is_refused(content: bytes) -> None:
    with pytest.raises(BadLogo):
        check_logo(content)


def test_a_picture_of_more_than_half_a_megabyte_is_refused() -> None:
    with pytest.raises(BadLogo, match="512 kB"):
        check_logo(png(60, 40, chunk(b"tEXt", b"x" * 600_000)))


def bomb(levels: int) -> bytes:
    """Few bytes that draw ten to the power of the levels."""
    groups = "".join(
        f'<g id="g{n}">' + f'<use href="#g{n - 1}"/>' * 10 + "</g>" for n in range(1, levels)
    )
    return f'<svg {NS}><g id="g0"><rect width="1" height="1"/></g>{groups}</svg>'.encode()


def test_a_picture_that_papers_could_not_set_is_refused_at_once() -> None:
    with pytest.raises(BadLogo, match="papers"):
        check_logo(bomb(12))
    assert check_logo(bomb(2)) == SVG


@pytest.mark.parametrize(
    ("width", "height", "taken"), [(4000, 4000, True), (4000, 4001, False), (2, 6000, True)]
)
def test_a_picture_has_at_most_sixteen_million_pixels(width: int, height: int, taken: bool) -> None:
    if taken:
        assert check_logo(png(width, height)) == PNG
        return
    with pytest.raises(BadLogo, match="pixels"):
        check_logo(png(width, height))


def test_a_picture_of_sixteen_bits_a_colour_has_half_as_many() -> None:
    wide = png(4000, 2001).replace(
        chunk(b"IHDR", struct.pack(">IIBBBBB", 4000, 2001, 8, 0, 0, 0, 0)),
        chunk(b"IHDR", struct.pack(">IIBBBBB", 4000, 2001, 16, 0, 0, 0, 0)),
    )
    with pytest.raises(BadLogo, match="pixels"):
        check_logo(wide)


def test_a_picture_of_exactly_half_a_megabyte_is_taken_and_no_byte_more() -> None:
    spare = LARGEST_BYTES - len(png(60, 40, chunk(b"tEXt", b"")))
    assert check_logo(png(60, 40, chunk(b"tEXt", b"x" * spare))) == PNG
    with pytest.raises(BadLogo, match="512 kB"):
        check_logo(png(60, 40, chunk(b"tEXt", b"x" * (spare + 1))))


def test_an_entity_is_refused_in_another_encoding_too() -> None:
    source = f'<!DOCTYPE svg [<!ENTITY a "b">]><svg {NS}><title>&a;</title></svg>'
    with pytest.raises(BadLogo, match="document type"):
        check_logo(source.encode("utf-16"))


HEADER = {"width": 60, "height": 40, "depth": 8, "colour": 2, "packed": 0, "filter": 0, "laced": 0}


def header(**changes: int) -> bytes:
    """What a PNG says of itself first."""
    return struct.pack(">IIBBBBB", *(HEADER | changes).values())


@pytest.mark.parametrize(
    "changes",
    [
        *({"width": 6000, "height": 2}, {"height": 6000, "width": 2}, {"laced": 1}),
        *({"colour": 0, "depth": 1}, {"depth": 16}, {"colour": 3, "depth": 4}),
    ],
)
def test_each_header_that_a_png_may_have_is_taken(changes: dict[str, int]) -> None:
    _check_header(header(**changes))


@pytest.mark.parametrize(
    "changes",
    [
        *({"width": 6001, "height": 2}, {"height": 6001, "width": 2}, {"width": 0}, {"height": 0}),
        *({"depth": 4}, {"colour": 1}, {"colour": 3, "depth": 16}, {"packed": 1}),
        *({"filter": 1}, {"laced": 2}),
    ],
)
def test_a_header_that_no_png_may_have_is_refused(changes: dict[str, int]) -> None:
    with pytest.raises(BadLogo, match="sane"):
        _check_header(header(**changes))
