"""Documents that are changed by hand, past all of our code."""

from datetime import UTC, datetime, timedelta
from typing import Any

from tests.e2e.cloud import Cloud

LONG_AGO = datetime.now(UTC) - timedelta(hours=2)


def spoil(cloud: Cloud, path: str, **fields: Any) -> None:
    """Set fields of a document: a time or a whole number each."""
    base = f"http://{cloud.ready['firestore'].removeprefix('http://')}/v1/projects/{cloud.ready['project']}"
    mask = "&".join(f"updateMask.fieldPaths={name}" for name in fields)
    answer = cloud.http.patch(
        f"{base}/databases/(default)/documents/{path}?{mask}",
        json={"fields": {name: _value(value) for name, value in fields.items()}},
        headers={"Authorization": "Bearer owner"},
    )
    assert answer.status_code == 200, answer.text


def _value(value: Any) -> dict[str, Any]:
    if isinstance(value, datetime):
        return {"timestampValue": value.isoformat().replace("+00:00", "Z")}
    return {"integerValue": str(value)}
