"""XML: malformed, made to harm its reader, in other encodings."""

from __future__ import annotations

import gc

import pytest

from dvspec.findings import Finding
from dvspec.solution_files import xml_parser
from dvspec.solution_files.xml import Element, Source
from dvspec.solution_files.xml_parser import parse

_LAUGHS = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
_MIB = 1 << 20

# By name: the file, and the code of the rule that reports it.
XML_FILES: dict[str, tuple[str | bytes, str]] = {
    "nested entities": (f'<!DOCTYPE a [<!ENTITY l0 "lol">{_LAUGHS}]><a>&l9;</a>', "DV421"),
    "entity of a file": ('<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>', "DV421"),
    "document type of a host": ('<!DOCTYPE a SYSTEM "http://127.0.0.1:9/a.dtd"><a />', "DV421"),
    "parameter entity of a host": (
        '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/p">%p;]><a />',
        "DV421",
    ),
    "undefined entity": ("<a>&undefined;</a>", "DV420"),
    "start tag without end": ("<a" * 100_000, "DV420"),
    "nested too deep": ("<a>" * 1000, "DV422"),
    "nested too deep below the root": ("<ImportExportXml>" + "<a>" * 1000, "DV422"),
    "nested too deep in an element that is not read": ("<ImportExportXml><Roles>" + "<a>" * 1000, "DV422"),
    "long text": ("<a>" + "x" * (xml_parser.MAX_TEXT + 1) + "</a>", "DV422"),
    "long tag": ('<a xmlns="' + "x" * (xml_parser.MAX_TOKEN + _MIB) + '"/>' + " " * _MIB, "DV422"),
    "empty file": ("", "DV420"),
    "NUL": ("\0", "DV420"),
    "no element": ("just text", "DV420"),
    "second root element": ("<a /><a />", "DV420"),
    "duplicate attribute": ('<a b="1" b="2" />', "DV420"),
    "control character": ("<a>\x01</a>", "DV420"),
    "UTF-7": ('<?xml version="1.0" encoding="utf-7"?><a />', "DV420"),
    "codec of Python": ('<?xml version="1.0" encoding="zlib"?><a />', "DV420"),
    "Big5": ('<?xml version="1.0" encoding="big5"?><a />', "DV420"),
    "UTF-16 declared only": ('<?xml version="1.0" encoding="utf-16"?><a />', "DV420"),
    "Latin-1 not declared": ("<a>caf\u00e9</a>".encode("latin-1"), "DV420"),
    "UTF-32": ("<a />".encode("utf-32"), "DV420"),
    "two byte order marks": (b"\xef\xbb\xbf\xef\xbb\xbf<a />", "DV420"),
    "surrogate": ("<a>\ud800</a>".encode("utf-8", "surrogatepass"), "DV420"),
    "overlong encoding": (b"<a>\xc0\xaf</a>", "DV420"),
    "Latin-1": ('<?xml version="1.0" encoding="iso-8859-1"?><a>caf\u00e9</a>'.encode("latin-1"), "DV423"),
    "UTF-16": ('<?xml version="1.0" encoding="utf-16"?><a>caf\u00e9</a>'.encode("utf-16"), "DV423"),
}


def _parsed(content: str | bytes) -> tuple[Element | None, list[Finding]]:
    return parse(Source("a.xml", content.encode() if isinstance(content, str) else content))


@pytest.mark.parametrize("name", XML_FILES)
def test_harmful_xml_is_reported(name: str) -> None:
    content, code = XML_FILES[name]
    root, findings = _parsed(content)
    assert findings[-1].rule.code == code
    assert (root is not None) == (code == "DV423")


def test_only_so_many_elements_and_attributes_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(xml_parser, "MAX_ELEMENTS", 100)
    for content in ("<a>" + "<b />" * 100 + "</a>", "<a>" + '<b c="1" />' * 50 + "</a>"):
        root, findings = _parsed(content)
        assert root is None and [finding.rule.code for finding in findings] == ["DV422"]


def test_element_that_is_not_read_is_checked_and_not_kept() -> None:
    root, findings = _parsed("<a><Roles><Role>x</Role></Roles><b>y</b></a>")
    assert root is not None and findings == []
    assert [(child.tag, child.text, len(child.children)) for child in root.children] == [
        ("Roles", "", 0),
        ("b", "y", 0),
    ]
    assert [finding.rule.code for finding in _parsed("<a><Roles><Role></Roles></a>")[1]] == ["DV420"]


def test_elements_know_their_place() -> None:
    root, _ = _parsed('<a>\n  <b c="1">x</b>\n</a>')
    assert root is not None
    (child,) = root.children
    assert (child.line, child.column, child.attrib, child.text) == (2, 3, {"c": "1"}, "x")


def test_text_is_that_before_the_first_child() -> None:
    root, _ = _parsed("<a> x <!-- y --> z <b /> w </a>")
    assert root is not None and root.text == "x  z"


def test_latin_1_byte_is_named() -> None:
    _, (finding,) = _parsed("<a>\ncaf\u00e9</a>".encode("latin-1"))
    assert finding.place.line == 2
    assert finding.message.endswith("byte 0xe9 at offset 7 is not UTF-8")


@pytest.mark.parametrize("content", [b"<a />", b"<a>", b"<!DOCTYPE a><a />"])
@pytest.mark.parametrize("collects", [True, False])
def test_garbage_is_collected_afterwards_as_before(content: bytes, collects: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if collects else gc.disable)()
        parse(Source("a.xml", content))
        assert gc.isenabled() is collects
    finally:
        (gc.enable if was else gc.disable)()
