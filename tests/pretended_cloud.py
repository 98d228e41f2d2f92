"""A copy of this repository beside a pretended Google Cloud: `infra/deploy.py` runs there as anywhere."""

import json
import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PROGRAMS = ROOT / "tests/fakes/google_cloud"
COPIED = ("infra", "functions", "shared")
FILES = ("main.py", "requirements.txt", "firebase.json", "firestore.rules", "firestore.indexes.json")
RECORD = "gs://a-project-deployment/record.json"
TIMEOUT_S = 300
"""Some hundred programs are started, on a machine that may be busy."""


@dataclass(frozen=True)
class PretendedCloud:
    """One project that nothing has been deployed to yet."""

    folder: Path

    @classmethod
    def at(cls, folder: Path) -> "PretendedCloud":
        """Make it: a copy of what is deployed, and programs that pretend."""
        cloud = cls(folder)
        for name in COPIED:
            shutil.copytree(ROOT / name, cloud.root / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in FILES:
            shutil.copy(ROOT / name, cloud.root / name)
        (cloud.root / "web/dist").mkdir(parents=True)
        (cloud.root / "web/dist/index.html").write_text("one")
        (folder / "cloud").mkdir()
        cloud._pretend("gcloud", folder / "bin/gcloud")
        cloud._pretend("firebase", cloud.root / "node_modules/.bin/firebase")
        cloud._pretend("smoke", cloud.root / ".venv/bin/python")
        return cloud

    @property
    def root(self) -> Path:
        """The copy of this repository."""
        return self.folder / "root"

    @property
    def state(self) -> dict[str, Any]:
        """What there is in the pretended project."""
        return json.loads((self.folder / "cloud/state.json").read_text())

    @property
    def done(self) -> list[str]:
        """Every command that changed something."""
        return self.state["done"]

    def start(self, verb: str, *options: str, env: str = "prod", **asked: str) -> subprocess.Popen[str]:
        """Start a verb of `infra/deploy.py`."""
        place = ("--env", env, "--project", "a-project", "--number", "123456789012")
        environment = os.environ | asked | {
            "PATH": f"{self.folder / 'bin'}:{os.environ['PATH']}",
            "PRETENDED_CLOUD": str(self.folder / "cloud"),
        }  # fmt: skip
        environment.pop("PYTHONPATH", None)
        return subprocess.Popen(
            [sys.executable, "infra/deploy.py", verb, *place, *options],
            cwd=self.root,
            env=environment,
            text=True,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    def run(self, verb: str, *options: str, env: str = "prod", **asked: str) -> tuple[int, str]:
        """Run a verb; return its exit code and all it said."""
        with self.start(verb, *options, env=env, **asked) as process:
            out, err = process.communicate(timeout=TIMEOUT_S)
        return process.returncode, out + err

    def lose(self, watching: str) -> None:
        """Take away something of Cloud Monitoring that a person had made."""
        state = self.state
        del state["watching"][watching]
        (self.folder / "cloud/state.json").write_text(json.dumps(state))

    def change(self, file: str, old: str, new: str) -> None:
        """Change a file of the copy."""
        text = (self.root / file).read_text()
        assert old in text
        (self.root / file).write_text(text.replace(old, new, 1))

    def _pretend(self, name: str, program: Path) -> None:
        program.parent.mkdir(parents=True, exist_ok=True)
        script = PROGRAMS / f"{name}.py"
        program.write_text(
            f"#!{sys.executable} -SE\nimport runpy\nrunpy.run_path({str(script)!r}, run_name='__main__')\n"
        )
        program.chmod(0o755)


def serving(cloud: PretendedCloud, service: str) -> list[str]:
    return list(cloud.state["things"][f"run services {service}"]["traffic"])


def record(cloud: PretendedCloud) -> dict[str, object]:
    return json.loads(cloud.state["objects"][RECORD]["text"])
