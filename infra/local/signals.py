"""Being told to stop."""

import asyncio
import signal

# SIGHUP: the terminal has been closed.
STOP_SIGNALS = (signal.SIGTERM, signal.SIGINT, signal.SIGHUP)


def stop_event() -> asyncio.Event:
    """Return an event that any of the stop signals sets; `nohup` keeps SIGHUP ignored."""
    told = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in STOP_SIGNALS:
        if number == signal.SIGHUP and signal.getsignal(number) is signal.SIG_IGN:
            continue
        loop.add_signal_handler(number, told.set)
    return told
