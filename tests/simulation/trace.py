"""What happened in one schedule, readable: time, process, point, and what the product logged."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from shared.log import log

_LEVELS = ("debug", "info", "warning", "error", "critical")


class Trace:
    """Keeps lines when it is on; costs nothing when it is off."""

    def __init__(self, *, on: bool = False) -> None:
        self.on = on
        self.lines: list[str] = []
        self.alarms: list[str] = []
        """Log lines that say that the books contradict themselves."""
        self.listeners: dict[str, Callable[[dict[str, Any]], None]] = {}
        """Who wants to hear of a log line, by its event."""
        self.now: Any = lambda: (0.0, "")

    def line(self, at_s: float, who: str, what: str) -> None:
        """Keep one line."""
        self.lines.append(f"{at_s:10.3f}  {who:<34} {what}")

    def say(self, what: str) -> None:
        """Keep one line about whoever is running."""
        if self.on:
            at_s, who = self.now()
            self.line(at_s, who, what)

    def ended(self, at_s: float, process: Any) -> None:
        """Keep how a process ended."""
        if process.crashed:
            self.line(at_s, process.name, "  CRASHED")
        elif process.error is not None:
            self.line(at_s, process.name, f"  raised {type(process.error).__name__}: {process.error}")


@contextmanager
def product_logs_to(trace: Trace) -> Iterator[None]:
    """Send the product's log lines into the trace, and nowhere else."""

    def logged(level: str) -> Any:
        if not trace.on and level not in {"error", "warning"}:
            return lambda _event, **_facts: None

        def keep(event: str, **facts: Any) -> None:
            if facts.get("error_class") == "InvariantBroken":
                trace.alarms.append(f"{event} of {facts.get('job_id')}: {facts}")
            if event in trace.listeners:
                trace.listeners[event](facts)
            if trace.on:
                words = " ".join(f"{key}={value}" for key, value in facts.items() if key != "job_id")
                trace.say(f"  log {level} {event} {words}")

        return keep

    own = vars(log)
    before = {name: own[name] for name in _LEVELS if name in own}
    own.update({name: logged(name) for name in _LEVELS})
    try:
        yield
    finally:
        for name in _LEVELS:
            own.pop(name, None)
        own.update(before)
