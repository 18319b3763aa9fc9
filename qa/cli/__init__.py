"""The command line; `wenju --help` lists its commands, each of which is in a module of this folder.

Exit codes: 0 done, 2 wrong use, 3 no usable index, 4 input refused, 1 anything else. An error is one line on stderr.
With --json stdout holds the JSON of the result and nothing else.
"""

from qa.cli.app import main, run

__all__ = ["main", "run"]
