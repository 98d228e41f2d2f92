"""Other people's clients: the gcloud command and Node's library."""

import json
import os
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from tests.fakes.cloud_tasks_process import PARENT, CloudTasksProcess
from tests.fakes.worker import Worker
from tests.needs import needs

ROOT = Path(__file__).parents[3]


class Gcloud:
    """Runs `gcloud tasks …` against our server, with a configuration of its own."""

    def __init__(self, server: CloudTasksProcess, home: Path) -> None:
        self._environment = os.environ | {
            "CLOUDSDK_API_ENDPOINT_OVERRIDES_CLOUDTASKS": f"{server.rest_url}/",
            "CLOUDSDK_AUTH_DISABLE_CREDENTIALS": "true",
            "CLOUDSDK_CONFIG": str(home),
            "CLOUDSDK_CORE_PROJECT": "dailies",
            "CLOUDSDK_CORE_DISABLE_PROMPTS": "1",
            "CLOUDSDK_CORE_DISABLE_USAGE_REPORTING": "true",
            "CLOUDSDK_COMPONENT_MANAGER_DISABLE_UPDATE_CHECK": "true",
        }

    def __call__(self, *arguments: str) -> Any:
        ended = subprocess.run(
            ["gcloud", "tasks", *arguments, "--location=here", "--format=json"],
            env=self._environment,
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
        assert ended.returncode == 0, ended.stderr
        return json.loads(ended.stdout or "null")


@pytest.mark.emulator
@pytest.mark.timeout(240)
def test_gcloud_manages_queues_and_tasks(server: CloudTasksProcess, worker: Worker, tmp_path: Path) -> None:
    needs(shutil.which("gcloud") is not None, "gcloud is missing: install the Google Cloud SDK")
    gcloud = Gcloud(server, tmp_path)

    gcloud("queues", "create", "by-gcloud", "--max-dispatches-per-second=5", "--max-attempts=4")
    queue = gcloud("queues", "describe", "by-gcloud")
    assert queue["rateLimits"]["maxDispatchesPerSecond"] == 5
    assert queue["state"] == "RUNNING"
    gcloud("queues", "update", "by-gcloud", "--max-concurrent-dispatches=3")
    gcloud("queues", "pause", "by-gcloud")
    assert gcloud("queues", "describe", "by-gcloud")["state"] == "PAUSED"
    gcloud(
        *("create-http-task", "a", "--queue=by-gcloud", f"--url={worker.url('/by-gcloud')}"),
        *("--method=PUT", "--header=X-Mine: 1", "--body-content=hello"),
    )
    [listed] = gcloud("list", "--queue=by-gcloud")
    assert listed["httpRequest"]["httpMethod"] == "PUT"
    full = gcloud("describe", "a", "--queue=by-gcloud", "--response-view=full")
    assert full["httpRequest"]["body"] == "aGVsbG8="
    gcloud("run", "a", "--queue=by-gcloud")

    seen = worker.next()
    assert (seen.method, seen.path, seen.body) == ("PUT", "/by-gcloud", b"hello")
    assert seen.headers["X-Mine"] == "1"
    [queue] = [found for found in gcloud("queues", "list") if "by-gcloud" in found["name"]]
    assert queue["rateLimits"]["maxConcurrentDispatches"] == 3
    assert queue["retryConfig"]["maxAttempts"] == 4
    gcloud("queues", "purge", "by-gcloud")
    gcloud("queues", "resume", "by-gcloud")
    gcloud("queues", "delete", "by-gcloud")


NODE_SCRIPT = """
const {CloudTasksClient} = require('@google-cloud/tasks');
const {credentials} = require('@grpc/grpc-js');
const [port, parent, url] = process.argv.slice(1);
(async () => {
  const client = new CloudTasksClient(
    {servicePath: '127.0.0.1', port: Number(port), sslCreds: credentials.createInsecure()});
  const name = `${parent}/queues/by-node`;
  await client.createQueue({parent, queue: {name}});
  await client.pauseQueue({name});
  const task = {name: `${name}/tasks/a`, httpRequest: {url, body: Buffer.from('from node')}};
  await client.createTask({parent: name, task});
  const [tasks] = await client.listTasks({parent: name});
  let again = null;
  try { await client.createTask({parent: name, task}); } catch (error) { again = error.code; }
  await client.resumeQueue({name});
  console.log(JSON.stringify({listed: tasks.map(one => one.name), again}));
  await client.close();
})();
"""


@pytest.mark.timeout(120)
def test_nodes_library_creates_lists_and_is_dispatched(
    server: CloudTasksProcess, worker: Worker, tmp_path: Path
) -> None:
    modules = Path(os.environ.get("NODE_MODULES", str(ROOT / "node_modules")))
    present = shutil.which("node") is not None and (modules / "@google-cloud/tasks").is_dir()
    needs(present, "Node or its module @google-cloud/tasks is missing: run `make setup`")
    arguments = [str(server.grpc_port), PARENT, worker.url("/by-node")]
    ended = subprocess.run(
        ["node", "-e", NODE_SCRIPT, "--", *arguments],
        env=os.environ | {"NODE_PATH": str(modules), "METADATA_SERVER_DETECTION": "none"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )

    assert ended.returncode == 0, ended.stderr
    already_exists = 6
    assert json.loads(ended.stdout) == {
        "listed": [f"{PARENT}/queues/by-node/tasks/a"],
        "again": already_exists,
    }
    assert worker.next().body == b"from node"
