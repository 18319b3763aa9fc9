"""Main text of HTML pages: our own rules against trafilatura, on the pages under tests/embeddings/clean/pages.

    python benchmarks/extraction.py [--missing]

Each page is written by hand, with a list of paragraphs and headings to keep and of texts that must be gone.
"""

from __future__ import annotations

import argparse
import hashlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import trafilatura

from embeddings.clean.document import clean
from embeddings.schema import Seed

PAGES = Path(__file__).parent.parent / "tests" / "embeddings" / "clean" / "pages"


def own(html: str) -> str:
    """The document's text by our rules."""
    seed_id = hashlib.sha256(html.encode()).hexdigest()
    document, _ = clean(Seed(seed_id=seed_id, path="page", text=html, format="html", encoding="utf-8"))
    return document.text


def trafilatura_default(html: str) -> str:
    """As its documentation shows."""
    return trafilatura.extract(html, include_comments=False, include_tables=True) or ""


def trafilatura_recall(html: str) -> str:
    """Set to lose as little as possible."""
    return trafilatura.extract(html, include_comments=False, include_tables=True, favor_recall=True) or ""


def squeezed(text: str) -> str:
    """Without white space and table marks, which are no difference here."""
    return "".join(character for character in text if not character.isspace() and character != "|")


def main() -> None:
    """Print kept and rightly gone texts by extractor and page."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--missing", action="store_true")
    options = parser.parse_args()
    expected: dict[str, dict[str, Any]] = json.loads((PAGES / "expected.json").read_text(encoding="utf-8"))
    extractors: tuple[Callable[[str], str], ...] = (own, trafilatura_default, trafilatura_recall)
    totals = {extractor.__name__: [0, 0, 0, 0] for extractor in extractors}
    print(f"{'page':18}" + "".join(f"{extractor.__name__:>30}" for extractor in extractors))
    for name, page in expected.items():
        html = (PAGES / f"{name}.html").read_text(encoding="utf-8")
        cells: list[str] = []
        for extractor in extractors:
            text = squeezed(extractor(html))
            keep = [*page["keep"], *page["headings"]]
            lost = [wanted for wanted in keep if squeezed(wanted) not in text]
            left = [unwanted for unwanted in page["gone"] if squeezed(unwanted) in text]
            numbers = [len(keep) - len(lost), len(keep), len(page["gone"]) - len(left), len(page["gone"])]
            totals[extractor.__name__] = [a + b for a, b in zip(totals[extractor.__name__], numbers, strict=True)]
            cells.append("kept {}/{} gone {}/{}".format(*numbers))
            if options.missing and (lost or left):
                print(f"   {name} {extractor.__name__}: lost {[one[:16] for one in lost]}, left {left}")
        print(f"{name:18}" + "".join(f"{cell:>30}" for cell in cells))
    print(f"{'all':18}" + "".join(f"{'kept {}/{} gone {}/{}'.format(*total):>30}" for total in totals.values()))


if __name__ == "__main__":
    main()
