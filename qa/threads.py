"""How many threads one question takes."""

from __future__ import annotations

from threadpoolctl import threadpool_limits


def one_thread() -> None:
    """Keep linear algebra to one thread in this process from here on, as a command or a server decides for itself.

    The products of one question are so small that a second thread waits more than it works: a question takes half the
    processor time without it, and no longer by the clock.
    """
    threadpool_limits(limits=1, user_api="blas")
