"""The studio before the whole local cloud: the suite of `web/e2e/cloud`, in Chromium."""

import os
import shutil
import subprocess

import pytest

from tests.e2e.cloud import ROOT, Cloud
from tests.needs import lacks

WEB = ROOT / "web"
SUITE_WITHIN_S = 400


@pytest.mark.browser
@pytest.mark.timeout(SUITE_WITHIN_S + 20)
def test_the_studio_keeps_its_promises_before_the_whole_local_cloud(cloud: Cloud) -> None:
    npx = shutil.which("npx")
    if npx is None or not (WEB / "dist" / "index.html").is_file():
        lacks("The studio is not built: make studio")
    ended = subprocess.run(
        [npx, "playwright", "test", "--project=cloud"],
        check=False,
        cwd=WEB,
        env={**os.environ, "STUDIO": cloud.ready["gateway"]},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=SUITE_WITHIN_S,
    )
    assert ended.returncode == 0, ended.stdout[-8000:] + ended.stderr[-2000:]
    assert " passed" in ended.stdout
