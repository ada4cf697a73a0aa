"""Markdown: no HTML, only safe links, and typed text that stays what was typed."""

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from registration.domain.text import has_control_characters, is_blank
from registration.markdown import escape, to_html, to_text

typed = st.text(
    st.sampled_from("ab1 *_`[]()<>#+-.!|~&;:@\\\"'=/{}%^$") | st.characters(), max_size=40
).filter(lambda text: not has_control_characters(text) and not is_blank(text))


@settings(deadline=None, max_examples=300)
@given(typed)
def test_an_escaped_text_reads_as_it_was_typed(text: str) -> None:
    assert to_text(escape(text)) == " ".join(text.split()) + "\n"


@settings(deadline=None, max_examples=300)
@given(typed)
def test_an_escaped_text_is_one_plain_paragraph_of_html(text: str) -> None:
    shown = to_html(escape(text))
    inside = re.fullmatch(r"<p>(.*)</p>\n", shown, re.DOTALL)
    assert inside is not None
    assert "<" not in inside[1]
    assert html.unescape(inside[1]) == " ".join(text.split())


@settings(deadline=None)
@given(st.text(st.sampled_from("ab <>&\"'=/:\n-[]()!*#`") | st.characters(), max_size=80))
def test_no_source_brings_html_of_its_own(source: str) -> None:
    tags = set(re.findall(r"</?([a-zA-Z0-9]+)", to_html(source)))
    allowed = {"p", "em", "strong", "a", "code", "pre", "ul", "ol", "li", "br", "hr", "blockquote"}
    assert tags <= allowed | {f"h{n}" for n in range(1, 7)}


@pytest.mark.parametrize(
    "link",
    ["javascript:alert(1)", "JaVaScRiPt:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd", "//evil.example", "/staff/", "java\tscript:x", "javascript:x//https://a.example", "data:mailto:a@b.example"],
)  # fmt: skip
def test_a_link_that_is_not_safe_stays_text(link: str) -> None:
    for source in (
        f"[hier]({link})",
        f"[hier](<{link}>)",
        f"<{link}>",
        f"[hier][1]\n\n[1]: {link}",
    ):
        assert "href" not in to_html(source)


@pytest.mark.parametrize(
    "link", ["https://stadt.example/a?b=c", "http://stadt.example", "mailto:amt@stadt.example", "tel:+4928619390"]
)  # fmt: skip
def test_a_safe_link_can_be_followed(link: str) -> None:
    assert f'href="{link}"' in to_html(f"[hier]({link})")


def test_no_image_is_loaded() -> None:
    assert "<img" not in to_html("![Logo](https://evil.example/pixel.png)")


def test_html_is_shown_as_text() -> None:
    shown = to_html("<script>alert(1)</script>")
    assert "<script" not in shown
    assert "&lt;script&gt;" in shown


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("**Wichtig:** *bitte* lesen", "Wichtig: bitte lesen\n"),
        ("# Titel\n\nText", "Titel\n\nText\n"),
        ("eins\nzwei", "eins\nzwei\n"),
        ("eins\n\n\n\nzwei", "eins\n\nzwei\n"),
        ("- eins\n- zwei", "- eins\n- zwei\n"),
        ("1. eins\n2. zwei", "1. eins\n2. zwei\n"),
        ("[Absagen](https://stadt.example/my/a)", "Absagen:\nhttps://stadt.example/my/a\n"),
        ("Hier [absagen](https://stadt.example/a)", "Hier absagen: https://stadt.example/a\n"),
        ("<https://stadt.example/my/a>", "https://stadt.example/my/a\n"),
        ("<amt@stadt.example>", "amt@stadt.example\n"),
        ("Ein `Wort`", "Ein Wort\n"),
        ("- eins\n  zwei\n- drei", "- eins\n  zwei\n- drei\n"),
        ("- eins\n  - innen\n- zwei", "- eins\n  - innen\n\n- zwei\n"),
        ("[amt@stadt.example](mailto:amt@stadt.example)", "amt@stadt.example\n"),
        ("[Schreiben](mailto:amt@stadt.example)", "Schreiben:\nmailto:amt@stadt.example\n"),
        ("[a@b.example](mailto:c@d.example)", "a@b.example:\nmailto:c@d.example\n"),
        ("", "\n"),
    ],
)
def test_the_plain_text_reads_like_typed(source: str, text: str) -> None:
    assert to_text(source) == text
