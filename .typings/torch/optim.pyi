from collections.abc import Sequence

from torch import Tensor

class AdamW:
    param_groups: list[dict[str, float]]
    state: dict[Tensor, dict[str, Tensor]]
    def __init__(
        self, params: Sequence[Tensor], *, lr: float, weight_decay: float, betas: tuple[float, float], fused: bool
    ) -> None: ...
    def step(self) -> None: ...
    def zero_grad(self) -> None: ...
