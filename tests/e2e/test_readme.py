"""The README's session with curl does what it says."""

import json
import re
import shutil
import subprocess
from pathlib import Path

import av
import pytest

from tests.e2e.cloud import ROOT, Cloud


@pytest.mark.skipif(not (shutil.which("jq") and shutil.which("curl")), reason="the session uses curl and jq")
def test_the_session_ends_with_a_film_and_balanced_books(cloud: Cloud, tmp_path: Path) -> None:
    [session] = re.findall(r"```bash\n(.*?)```", (ROOT / "README.md").read_text(), re.DOTALL)
    here = session.replace("http://127.0.0.1:5000", cloud.ready["gateway"])
    assert here != session

    run = subprocess.run(
        ["bash", "-euo", "pipefail", "-c", here],
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=110,
        check=False,
    )

    assert run.returncode == 0, run.stderr
    assert json.loads(run.stdout.splitlines()[-1])["balanced"], run.stdout
    assert '"status": "draft"' in run.stdout
    assert '"count": 4' in run.stdout
    with av.open(str(tmp_path / "sunset.mp4")) as film:
        assert film.duration == pytest.approx(5_000_000, rel=0.02)
