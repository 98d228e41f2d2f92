"""Fields with values that do not fit: each value by itself, in a body that is good otherwise."""

import json

from tests.hostile.bad_inputs.row import AN_UPLOAD, Bad, with_field

LONG = "x" * 20_000
PRICED = {"input.model", "input.duration_s", "input.resolution", "input.aspect_ratio"}
"""What the catalogue refuses may have been ordered before it changed: the job of that key is looked for."""

ORDERS: dict[str, list[object]] = {
    "job_type": [
        1,
        None,
        True,
        ["generate"],
        {"$gt": ""},
        "",
        " generate",
        "generate\n",
        "GENERATE",
        "mine_bitcoin",
        "extend",
        "../generate",
        "{{7*7}}",
        "g" * 1000,
        "génerate",
        "generate\u200b",
    ],
    "price_version": [1, True, "", [], {}, "x" * 65, LONG],
    "input": ["x", [], None, 1, True, [{}], [["model", "wan-2.2"]]],
    "input.model": [
        1,
        None,
        True,
        [],
        {},
        "",
        "wan-9",
        "WAN-2.2",
        "wan-2.2 ",
        "wan-2.2\u0000",
        "../wan-2.2",
        "x" * 65,
        LONG,
    ],
    "input.prompt": [
        1,
        None,
        True,
        [],
        {"$ne": None},
        "",
        "   ",
        "\n\t",
        "x" * 2001,
        LONG,
        "\u200b" * 9,
        "😀" * 2001,
    ],
    "input.duration_s": [
        "8",
        "",
        None,
        True,
        [],
        {},
        8.5,
        8.0,
        0,
        -1,
        -8,
        1,
        9,
        10**6,
        2**31,
        2**53 - 1,
        2**53,
        2**63,
        "8 s",
    ],
    "input.resolution": [
        720,
        None,
        True,
        [],
        {},
        "",
        "720",
        "720P",
        "8k",
        "1280x720",
        "x" * 17,
        "720p; rm -rf /",
    ],
    "input.aspect_ratio": [1.77, None, True, [], {}, "", "16/9", "0:0", "16:-9", "99:1", "16：9", "x" * 17],
    "input.image": ["http://169.254.169.254/", "upload-1", 1, True, [], [{"upload_id": "upload-1"}], {}],
    "input.image ": [None],
    "input.__class__": ["x"],
    "input.constructor": [{}],
    "input.seed": [1],
    "input.image_url": ["http://169.254.169.254/latest/meta-data/"],
    "input.callback_url": ["http://evil.example/"],
    "input.output_prefix": ["users/bob/jobs/"],
}

IMAGES: list[object] = [
    None,
    1,
    True,
    [],
    {},
    "",
    ".",
    "..",
    "../../etc/passwd",
    "a/b",
    "a\\b",
    "a%2fb",
    "a\u0000b",
    "a b",
    "a\nb",
    "ａｂｃ",
    "x" * 65,
    LONG,
    "gs://media/users/bob/x.png",
    "file:///etc/passwd",
]
"""For `input.image.upload_id`."""

UPLOADS: dict[str, list[object]] = {
    "content_type": [
        1,
        None,
        True,
        [],
        {},
        "",
        "image/gif",
        "image/svg+xml",
        "text/html",
        "IMAGE/PNG",
        "image/png ",
        "image/png; charset=x",
        "image/png\r\nX-Evil: 1",
        "image/*",
        LONG,
    ],
    "size_bytes": ["5", "", None, True, [], {}, 0, -1, 5.5, 5.0, 20_000_001, 10**9, 2**53 - 1, 2**53, 2**63],
    "name": ["../../x"],
    "url": ["http://169.254.169.254/"],
    "headers": [{"x-goog-content-length-range": "0,999999999"}],
}


def _spoiled(place: str, value: object) -> str:
    shown = json.dumps(value)
    return f"{place} = {shown if len(shown) <= 60 else f'{shown[:30]}… of {len(shown)}'}"


BAD_FIELDS = {
    **{
        _spoiled(place, value): Bad(400, body=with_field(place, value), reads=place in PRICED)
        for place, values in ORDERS.items()
        for value in values
    },
    **{
        _spoiled("input.image.upload_id", value): Bad(
            400, body=with_field("input.image", {"upload_id": value})
        )
        for value in IMAGES
    },
    "a picture that is not there": Bad(
        404, body=with_field("input.image", {"upload_id": "nothing"}), reads=True
    ),
    "a picture with more in it": Bad(
        400, body=with_field("input.image", {"upload_id": "a", "url": "http://evil.example"})
    ),
    **{
        f"upload {_spoiled(name, value)}": Bad(
            400, path="/api/uploads", body=json.dumps({**AN_UPLOAD, name: value}).encode()
        )
        for name, values in UPLOADS.items()
        for value in values
    },
}
