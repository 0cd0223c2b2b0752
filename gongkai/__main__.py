"""Where the process begins, for `gongkai` and `python -m gongkai` alike.

A call lives a tenth of a second and leaves next to no cycles: looking for them, while modules are read and above all
at the very end, would be a tenth of it. Hence the threshold is raised before anything else is imported.
"""

from __future__ import annotations

import gc
import sys

GARBAGE = 500_000
INTERRUPTED = 130


def run() -> None:
    """Run the command line, and leave nothing to be looked through at its end."""
    gc.set_threshold(GARBAGE)
    try:
        from gongkai.cli.app import run as run_line

        run_line()
    except KeyboardInterrupt:  # while modules are still read, or at the very end: a command tells it itself
        if sys.stderr is not None:
            sys.stderr.write("\n已中断。\n")
        sys.exit(INTERRUPTED)
    finally:
        gc.freeze()


if __name__ == "__main__":
    run()
