from collections.abc import Sequence

class Base:
    def __init__(
        self,
        *,
        primary_hue: str = ...,
        neutral_hue: str = ...,
        font: Sequence[str] = ...,
        font_mono: Sequence[str] = ...,
    ) -> None: ...
