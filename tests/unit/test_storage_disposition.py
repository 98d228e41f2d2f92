import re
import unicodedata
from email.message import Message
from urllib.parse import quote, unquote

import pytest

from shared.storage.disposition import NAME_MAX, attachment


def file_name(header: str) -> str | None:
    message = Message()
    message["Content-Disposition"] = header
    return message.get_filename()


@pytest.mark.parametrize("name", ["film.mp4", "Größe.mp4", "灯台.mp4", "a b (1).mp4", "it's.mp4", "🎬.mp4"])
def test_an_ordinary_name_is_kept(name: str) -> None:
    assert f"filename*=UTF-8''{_quoted(name)}" in attachment(name)


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("../../etc/passwd", "_.._etc_passwd"),
        ("a/b\\c.mp4", "a_b_c.mp4"),
        ("a\r\nSet-Cookie: x=1.mp4", "a__Set-Cookie_ x=1.mp4"),
        ('a"; filename="b.exe', "a__ filename=_b.exe"),
        ("gpj.\u202e4pm", "gpj._4pm"),
        ("a\x00b\u2028c", "a_b_c"),
        ("...", "download"),
        ("", "download"),
        ("\ud800.mp4", "_.mp4"),
    ],
)
def test_a_dangerous_name_is_made_harmless(name: str, safe: str) -> None:
    header = attachment(name)

    assert header.isascii()
    assert header.isprintable()
    assert header.count('"') == 2
    assert f"filename*=UTF-8''{_quoted(safe)}" in header


HOSTILE = [
    # Paths, in every spelling.
    *(
        "/etc/passwd",
        "//host/share",
        "C:\\x.mp4",
        "C:x.mp4",
        "\\\\host\\share",
        "\\\\?\\C:\\x",
        "a/../b",
        "a\\..\\b",
    ),
    *("..", ".", "...", "../", "~/.bashrc", ".htaccess", ".mp4", "..mp4", "a/", "file:///etc/passwd"),
    *(
        "a%2f..%2fb",
        "%2e%2e%2fb",
        "..%5cb",
        "\uff0fetc\uff0fpasswd",
        "\uff0e\uff0e\uff0fb",
        "a\u2215b",
        "a\u29f8b",
    ),
    # Lines and ends.
    *(
        "a\r\nSet-Cookie: x=1",
        "a\nb",
        "a\rb",
        "\r\n\r\n<html>",
        "a\0.exe",
        "a\x0bb",
        "a\x0cb",
        "a\x1bb",
        "a\x85b",
    ),
    *("a\u2028b", "a\u2029b", "\ta", "a\x7fb"),
    # Directions, marks, nothings.
    *(
        "\u202egpj.4pm",
        "\u2066a\u2069",
        "\u200fa",
        "a\u200bb",
        "a\u200db",
        "\ufeffa",
        "a\u00adb",
        "\u061ca",
        "\U000e0041",
    ),
    *("a" + "\u0301" * 500, "\ufdfa" * 200, "\ud800a", "\udcffa", "\uffff", "\ue000", "\u034f"),
    # Quotes and parameters.
    *(
        'a"b',
        'a"; filename="b.exe',
        "a; filename*=UTF-8''b.exe",
        "a'b",
        "a%22b",
        'a\\"b',
        "a\\",
        "=?utf-8?q?a?=",
        "a=b,c",
    ),
    # Names that Windows keeps for itself, and what it drops at an end.
    *(
        "CON",
        "con.mp4",
        "PRN",
        "AUX.txt",
        "NUL",
        "nul.mp4",
        "COM1",
        "com9.x",
        "LPT1.mp4",
        "COM\u00b9",
        "CONIN$",
    ),
    *(
        "a.",
        "a ",
        "a. .",
        " a",
        "CON ",
        "CON.",
        "con .mp4",
        "a:stream",
        "a::$DATA",
        "a|b",
        "a<b>",
        "a?b",
        "a*b",
    ),
    # Emptiness and length.
    *("", " ", "\u3000", "\0", ".", "x" * 10_000, "🎬" * 500, "é" * 300, "\u202e" * 300, "x" * 200 + ".mp4"),
    # Words for shells, pages and spreadsheets.
    *(
        "$(id).mp4",
        "`id`",
        "a;b",
        "a&b",
        "-rf",
        "--help",
        "<script>",
        "=cmd|' /C calc'!A0",
        "@SUM(1)",
        "{{7*7}}",
    ),
]
RESERVED = re.compile(r"(?i)(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³])\s*(\..*)?")


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: ascii(name)[:40])
def test_no_name_makes_a_header_or_a_file_that_is_anything_else(name: str) -> None:
    header = attachment(name)
    plain, extended = header.removeprefix('attachment; filename="').split("\"; filename*=UTF-8''")
    meant = unquote(extended, errors="strict")

    assert re.fullmatch(r"[!-~ ]+", header), "visible ASCII, one line"
    assert re.fullmatch(r"[A-Za-z0-9._~%-]+", extended), "RFC 8187: only what needs no quoting"
    assert '"' not in plain
    assert "\\" not in plain
    for said in (plain, meant):
        assert 1 <= len(said) <= NAME_MAX
        assert len(said.encode()) <= 255, "no file system takes a longer name"
        assert not set('/\\:*?"<>|%;\r\n\0') & set(said)
        assert said not in {".", ".."}
        assert said == said.strip(" .")
        assert not RESERVED.fullmatch(said)
        assert not any(unicodedata.category(char)[0] == "C" for char in said)
        assert not set("/\\:") & set(unicodedata.normalize("NFKC", said)), "nor once somebody tidies it"
    assert file_name(header.partition("; filename*")[0]) == plain


def test_the_list_of_names_is_long() -> None:
    assert len(set(HOSTILE)) >= 60


def test_old_clients_get_a_plain_name() -> None:
    assert file_name(attachment("film.mp4").split("; filename*")[0]) == "film.mp4"
    assert attachment("Größe 灯.mp4").startswith('attachment; filename="Gro__e')


def test_a_long_name_is_cut() -> None:
    assert len(file_name(attachment("x" * 1000)) or "") == NAME_MAX


def _quoted(name: str) -> str:
    return quote(name, safe="")
