"""What one local cloud consists of: its options, its addresses, its folder."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from infra.local.function_table import FunctionTable
from infra.local.ports import HOST, free_ports

ROOT = Path(__file__).resolve().parents[2]
LOCATION = "us-central1"
SIMULATORS = ("wavespeed", "vertex")
SERVICES = (
    "gateway",
    "relay",
    "firestore",
    "firestore-websocket",
    "pubsub",
    "auth",
    "tasks",
    "tasks-rest",
    "storage",
    *SIMULATORS,
)


@dataclass(frozen=True)
class Options:
    """What the caller of `up` or `run` may choose."""

    source: Path = ROOT / "main.py"
    table: Path = ROOT / "infra" / "functions.toml"
    gateway_port: int | None = None
    sweep_every_s: float | None = None
    verbose: bool = False


@dataclass(frozen=True)
class Addresses:
    """Who listens where; everybody on 127.0.0.1."""

    ports: Mapping[str, int]

    @classmethod
    def choose(cls, table: FunctionTable, *, gateway_port: int | None = None) -> "Addresses":
        """Choose a free port for every service and every function."""
        functions = [function_process(function.name) for function in table.functions]
        ports = free_ports([*SERVICES, *functions])
        if gateway_port is not None:
            ports["gateway"] = gateway_port
        return cls(ports)

    def host_port(self, name: str) -> str:
        """Return `host:port`, as gRPC and the `*_EMULATOR_HOST` variables want it."""
        return f"{HOST}:{self.ports[name]}"

    def url(self, name: str) -> str:
        """Return the origin, without a slash at the end."""
        return f"http://{self.host_port(name)}"

    def function_url(self, name: str) -> str:
        """Return where the function `name` is called."""
        return self.url(function_process(name))


def function_process(name: str) -> str:
    """Name the process of a function, so that a function may be called like a service."""
    return f"function-{name}"


@dataclass(frozen=True)
class StateFolder:
    """The one folder a local cloud writes into."""

    path: Path

    @property
    def logs(self) -> Path:
        """One file per process."""
        return self.path / "logs"

    @property
    def objects(self) -> Path:
        """What the storage server keeps."""
        return self.path / "storage"

    @property
    def tasks(self) -> Path:
        """The tasks server's database."""
        return self.path / "tasks.sqlite"

    @property
    def signer(self) -> Path:
        """The key that signs URLs."""
        return self.path / "service-account.json"

    def ready_file(self, name: str) -> Path:
        """Where a server of our own says that it listens."""
        return self.path / f"{name}.ready.json"
