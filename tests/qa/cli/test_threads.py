from __future__ import annotations

from threadpoolctl import ThreadpoolController, threadpool_limits

from qa.cli.app import one_thread


def test_linear_algebra_is_kept_to_one_thread() -> None:
    with threadpool_limits(limits=2, user_api="blas"):  # puts back what was set before
        blas = ThreadpoolController().select(user_api="blas")
        assert blas.info()
        one_thread()
        assert {each["num_threads"] for each in blas.info()} == {1}
