from collections.abc import Callable
from typing import TypeVar

_Function = TypeVar("_Function", bound=Callable[..., None])

def njit(*, parallel: bool = ..., fastmath: bool = ..., cache: bool = ...) -> Callable[[_Function], _Function]: ...
def set_num_threads(n: int) -> None: ...

prange = range
