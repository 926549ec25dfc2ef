"""
A temporary server as a process of its own, that ends when whoever started it does.

Standard input is a pipe that its parent holds open and never writes to: however the parent
ends, kill -9 included, the pipe ends too.
"""

import os
import signal
import sys
import time
from threading import Thread
from typing import Final

_STOP_SECONDS: Final = 5.0


def main(port: int) -> None:
    """Serve Prefect's API on the loopback address."""
    Thread(target=_end_with_parent, daemon=True).start()  # before the long import
    import uvicorn  # noqa: PLC0415

    uvicorn.run(
        "prefect.server.api.server:create_app",
        factory=True,
        host="127.0.0.1",
        port=port,
        log_level="critical",
        lifespan="on",
    )


def _end_with_parent() -> None:
    os.read(0, 1)
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(_STOP_SECONDS)
    os._exit(1)


if __name__ == "__main__":
    main(int(sys.argv[1]))
