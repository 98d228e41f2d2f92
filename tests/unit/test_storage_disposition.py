from email.message import Message
from urllib.parse import quote

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


def test_old_clients_get_a_plain_name() -> None:
    assert file_name(attachment("film.mp4").split("; filename*")[0]) == "film.mp4"
    assert attachment("Größe 灯.mp4").startswith('attachment; filename="Gro__e')


def test_a_long_name_is_cut() -> None:
    assert len(file_name(attachment("x" * 1000)) or "") == NAME_MAX


def _quoted(name: str) -> str:
    return quote(name, safe="")
