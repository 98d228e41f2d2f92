"""The real command-line clients, and Node's library, against our server."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cloud_storage_process import BUCKET, PROJECT, ROOT, RunningServer, running_server
from tests.needs import needs

URL = f"gs://{BUCKET}"
SMALL = b"hello\r\n--"
LARGE_BYTES = 20 << 20  # over the clients' threshold for resumable uploads


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    with running_server(tmp_path_factory.mktemp("clients")) as running:
        yield running


@pytest.fixture
def files(tmp_path) -> tuple[Path, Path]:
    small, large = tmp_path / "small.txt", tmp_path / "large.bin"
    small.write_bytes(SMALL)
    large.write_bytes(os.urandom(LARGE_BYTES))
    return small, large


def run(command: list[str], **environment: str) -> str:
    ended = subprocess.run(
        command,
        check=False,
        capture_output=True,
        text=True,
        timeout=100,
        env={**os.environ, "CLOUDSDK_CORE_DISABLE_PROMPTS": "1", **environment},
    )
    assert ended.returncode == 0, f"{command}: {ended.stdout}{ended.stderr}"
    return ended.stdout


def gcloud(server: RunningServer, *arguments: str) -> str:
    return run(
        ["gcloud", "storage", *arguments],
        CLOUDSDK_API_ENDPOINT_OVERRIDES_STORAGE=f"{server.url}/",
        CLOUDSDK_AUTH_DISABLE_CREDENTIALS="true",
        CLOUDSDK_CONFIG=str(server.directory / "gcloud"),
        CLOUDSDK_CORE_PROJECT=PROJECT,
    )


def gsutil(server: RunningServer, *arguments: str) -> str:
    options = [
        "Credentials:gs_json_host=127.0.0.1",
        f"Credentials:gs_json_port={server.tls_port}",  # it speaks nothing but TLS
        "Boto:https_validate_certificates=False",
        f"GSUtil:state_dir={server.directory / 'gsutil'}",
    ]
    command = ["gsutil", *(word for option in options for word in ("-o", option))]
    return run(
        [*command, *arguments],
        BOTO_CONFIG=os.devnull,
        CLOUDSDK_AUTH_DISABLE_CREDENTIALS="true",
        CLOUDSDK_CONFIG=str(server.directory / "gcloud"),
        CLOUDSDK_CORE_PASS_CREDENTIALS_TO_GSUTIL="0",
    )


@pytest.mark.emulator
def test_gcloud_copies_lists_reads_describes_and_removes(server, files, tmp_path):
    needs(shutil.which("gcloud") is not None, "gcloud is not installed")
    small, large = files

    gcloud(server, "cp", str(small), str(large), f"{URL}/cli/")
    gcloud(server, "cp", f"{URL}/cli/large.bin", str(tmp_path / "back"))
    gcloud(server, "cp", f"{URL}/cli/large.bin", f"{URL}/cli/copy.bin")

    assert (tmp_path / "back").read_bytes() == large.read_bytes()
    assert gcloud(server, "ls", f"{URL}/cli/").split() == [
        f"{URL}/cli/{name}" for name in ("copy.bin", "large.bin", "small.txt")
    ]
    assert gcloud(server, "cat", f"{URL}/cli/small.txt").encode() == SMALL.replace(b"\r", b"")
    size = gcloud(server, "objects", "describe", f"{URL}/cli/copy.bin", "--format=value(size)")
    assert int(size) == LARGE_BYTES
    gcloud(server, "rm", f"{URL}/cli/small.txt")
    gcloud(server, "rm", "--recursive", f"{URL}/cli")
    assert list(server.bucket().list_blobs(prefix="cli/")) == []


@pytest.mark.emulator
def test_gsutil_copies_lists_and_removes(server, files, tmp_path):
    needs(shutil.which("gsutil") is not None, "gsutil is not installed")
    small, large = files

    gsutil(server, "cp", str(small), str(large), f"{URL}/boto/")
    gsutil(server, "cp", f"{URL}/boto/large.bin", str(tmp_path / "back"))

    assert (tmp_path / "back").read_bytes() == large.read_bytes()
    listed = gsutil(server, "ls", f"{URL}/boto/").split()
    assert listed == [f"{URL}/boto/large.bin", f"{URL}/boto/small.txt"]
    gsutil(server, "rm", f"{URL}/boto/small.txt")
    assert [blob.name for blob in server.bucket().list_blobs(prefix="boto/")] == ["boto/large.bin"]


def test_nodes_client_uploads_downloads_and_signs(server):
    has_client = (ROOT / "node_modules" / "@google-cloud" / "storage").is_dir()
    needs(has_client and shutil.which("node") is not None, "Node's @google-cloud/storage is not installed")

    script = ROOT / "tests" / "integration" / "cloud_storage_client.cjs"
    output = run(
        ["node", str(script), server.url, BUCKET, str(server.directory / "signer.json")],
        NODE_PATH=str(ROOT / "node_modules"),
    )

    assert output.splitlines()[-1] == "all is well"
