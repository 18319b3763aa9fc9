"""The numbers of the reader's recipe that decide how long it takes."""

from __future__ import annotations

from dataclasses import dataclass

from qa.training.reader.loop import Phase


@dataclass(frozen=True)
class Recipe:
    """Steps of a run, its seed, and how much it reads: a dry run reads little."""

    trunk: int = 22_400
    """Steps at the full learning rate, without the sets that are cross-fitted."""
    measured: int = 2_400
    """Steps from there to the weights that measure those sets, the rate falling all the way."""
    shipped: int = 6_400
    """Steps from the same place to the weights that ship, which learn from all sets."""
    falling: int = 2_800
    """Of these, the last ones, while the rate falls."""
    seed: int = 1
    types: float = 1.0
    """Share of the texts that type vectors are counted in."""
    questions: int | None = None
    """At most so many of each set."""

    def phases(self) -> tuple[Phase, Phase, Phase]:
        """The trunk and the two runs that go on from it."""
        stop, end = self.trunk + self.measured, self.trunk + self.shipped
        return (
            Phase("trunk", held_out=True, first=0, last=self.trunk, falling=self.trunk),
            Phase("measured", held_out=True, first=self.trunk, last=stop, falling=self.trunk),
            Phase("shipped", held_out=False, first=self.trunk, last=end, falling=end - self.falling),
        )


DRY_RUN = Recipe(trunk=8, measured=8, shipped=8, falling=8, types=0.001, questions=40)
