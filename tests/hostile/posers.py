"""Files that are something else than a video: other formats, and texts that name other files."""

import gzip
import io
import struct
import tarfile
import zipfile
from collections.abc import Iterator

from PIL import Image

from tests.fakes.films import FTYP, a_box
from tests.hostile.case import TRUNCATED, UNUSABLE, Canary, Case

HTML = b"<!doctype html><html><title>Sign in</title><video src='film.mp4'></video></html>"
EBML = b"\x1a\x45\xdf\xa3\x93\x42\x82\x84webm\x42\x87\x81\x02\x42\x85\x81\x02\x42\xf7\x81\x01"
ZSTD = b"\x28\xb5\x2f\xfd\x24\x05\x29\x00\x00hello\x85\x98\x07\xc9"


def posers(film: bytes) -> Iterator[Case]:
    """Yield files of other formats. `film` is a good one, to be wrapped."""
    yield Case("zero bytes", b"", TRUNCATED)
    yield Case("one byte", b"\0")
    yield Case("seven bytes", FTYP[:7])
    yield Case("zeroes", bytes(100_000))
    yield Case("html", HTML)
    yield Case("json", b'{"code": 404, "message": "not found", "data": null}')
    yield Case("text", b"Please come back later.\n" * 50)
    yield Case("gzip of a film", gzip.compress(film, mtime=0))
    yield Case("zstd", ZSTD)
    yield Case("zip of a film", _zip(film))
    yield Case("tar of a film", _tar(film))
    yield Case("pdf", b"%PDF-1.7\n1 0 obj <</Type /Catalog>> endobj\n%%EOF\n")
    yield Case("svg", b'<svg xmlns="http://www.w3.org/2000/svg"><image href="file:///etc/passwd"/></svg>')
    for form in ("PNG", "GIF", "WEBP", "JPEG"):
        yield Case(form.lower(), _picture(form))
    yield Case("heic still", a_box(b"ftyp", b"heic\0\0\0\0mif1heic") + bytes(200))
    yield Case("mpegts garbage", (b"\x47\x40\x00\x10" + b"\xa5" * 184) * 500)
    yield Case("y4m of a giant", b"YUV4MPEG2 W65535 H65535 F10000:1 Ip A1:1 C420\nFRAME\n" + bytes(50_000))
    yield Case("flv", b"FLV\x01\x05\0\0\0\x09\0\0\0\0" + bytes(500))
    yield Case("ogg", b"OggS\0\x02" + bytes(500))
    yield Case("matroska that is not webm", EBML.replace(b"webm", b"mkv ") + bytes(500))


def playlists(canary: Canary) -> Iterator[Case]:
    """Yield texts that name other files, each plain, behind a box that MP4 begins with, and as webm.

    Source: CVE-2016-1897, CVE-2016-1898 and the AVI with a playlist in its subtitles of 2017.
    """
    for name, text in _texts(canary).items():
        yield Case(f"{name}, plain", text)
        yield Case(f"{name}, behind ftyp", FTYP + text, UNUSABLE)
        yield Case(f"{name}, as webm", EBML + text)


def _texts(canary: Canary) -> dict[str, bytes]:
    url, file = canary.url.encode(), str(canary.file).encode()
    return {
        "m3u8 of a file": _m3u8(b"file://" + file),
        "m3u8 of http": _m3u8(url + b"/m3u8.ts"),
        "m3u8 of concat": _m3u8(b"concat:" + url + b"/head|file://" + file),
        "m3u8 of subfile": _m3u8(b"subfile,,start,0,end,64,,:" + file),
        "m3u8 of data": _m3u8(b"data:video/mp2t;base64,R0AAEA=="),
        "m3u8 of crypto": _m3u8(b"crypto+file://" + file, key=url + b"/key"),
        "ffconcat": b"ffconcat version 1.0\nfile '" + file + b"'\nfile '" + url + b"/ffconcat'\n",
        "ffconcat of a neighbour": b"ffconcat version 1.0\nfile neighbour.mp4\nduration 1\n",
        "sdp": b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\nc=IN IP4 127.0.0.1\r\nt=0 0\r\nm=video 9 RTP/AVP 96\r\n",
        "dash": _dash(url + b"/dash.mp4"),
        "dash of a file": _dash(b"file://" + file),
        "avi with a playlist in it": _avi(_m3u8(b"file://" + file)),
        "ram": b"rtsp://" + url.partition(b"//")[2] + b"/ram\n",
        "imf": b'<?xml version="1.0"?><AssetMap><Path>' + file + b"</Path></AssetMap>",
    }


def _m3u8(place: bytes, *, key: bytes = b"") -> bytes:
    locked = b'#EXT-X-KEY:METHOD=AES-128,URI="' + key + b'"\n' if key else b""
    return b"#EXTM3U\n#EXT-X-MEDIA-SEQUENCE:0\n" + locked + b"#EXTINF:1.0,\n" + place + b"\n#EXT-X-ENDLIST\n"


def _dash(place: bytes) -> bytes:
    profile = b'profiles="urn:mpeg:dash:profile:isoff-on-demand:2011" mediaPresentationDuration="PT1S"'
    film = b'<Representation id="1" bandwidth="1"><BaseURL>' + place + b"</BaseURL></Representation>"
    kind = b'<AdaptationSet mimeType="video/mp4" contentType="video">'
    head = b'<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" ' + profile
    return head + b"><Period>" + kind + film + b"</AdaptationSet></Period></MPD>"


def _avi(playlist: bytes) -> bytes:
    """Return an AVI whose subtitle stream (GAB2) is a playlist."""
    gab2 = b"GAB2\0\x02\0" + struct.pack("<IHI", 0, 4, len(playlist)) + playlist
    header = struct.pack("<4s4sIHHIIIIIIII8s", b"txts", bytes(4), 0, 0, 0, 0, 1, 1, 0, 1, 0, 0, 0, bytes(8))
    stream = _chunk(b"LIST", b"strl" + _chunk(b"strh", header) + _chunk(b"strf", bytes(40)))
    top = _chunk(b"avih", struct.pack("<14I", 40_000, 0, 0, 0, 1, 0, 1, 0, 16, 16, 0, 0, 0, 0))
    heads = _chunk(b"LIST", b"hdrl" + top + stream)
    return _chunk(b"RIFF", b"AVI " + heads + _chunk(b"LIST", b"movi" + _chunk(b"00tx", gab2)))


def _chunk(kind: bytes, content: bytes) -> bytes:
    return kind + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)


def _picture(form: str) -> bytes:
    content = io.BytesIO()
    Image.new("RGB", (64, 36), (200, 30, 30)).save(content, form)
    return content.getvalue()


def _zip(film: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as archive:
        archive.writestr(zipfile.ZipInfo("../../film.mp4"), film)
    return content.getvalue()


def _tar(film: bytes) -> bytes:
    content = io.BytesIO()
    with tarfile.open(fileobj=content, mode="w") as archive:
        entry = tarfile.TarInfo("/etc/film.mp4")
        entry.size = len(film)
        archive.addfile(entry, io.BytesIO(film))
    return content.getvalue()
