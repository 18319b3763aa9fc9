from __future__ import annotations

from pathlib import Path

import pytest

from embeddings.build import build
from embeddings.errors import IndexMissingError
from embeddings.schema import UNDATED
from embeddings.store.catalogue import COLUMNS, Catalogue, Wanted

LINES = (
    '{"title":"南山隧道通车","text":"南山隧道今天通车，全长3200米，规?；?已核。","publisher":"南山日报","date":"2023-05-06"}',
    '{"title":"西湖遊船復航","text":"西湖遊船今天復航，每日十二班，車輛須停在湖邊。","publisher":"西湖晚報","date":"2021-03-02"}',
    '{"title":"Harbour opens","text":"The harbour of Eastport opened a new quay. The mayor spoke at length."}',
    '{"title":"南山公园","text":"南山公园今年扩建，新增步道九公里。","publisher":"南山日报","date":"2023-01-02"}',
)


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("catalogue")
    (folder / "seeds").mkdir()
    (folder / "seeds" / "a.jsonl").write_text("\n".join(LINES), encoding="utf-8")
    build(folder / "seeds", folder / "index")
    return folder / "index"


@pytest.fixture(scope="module")
def catalogue(index: Path) -> Catalogue:
    return Catalogue.open(index)


def titles(catalogue: Catalogue, wanted: Wanted) -> list[str]:
    return [each.title for each in catalogue.select(wanted)]


def test_an_entry_says_what_is_stored(catalogue: Catalogue) -> None:
    first = catalogue.entries[0]
    assert (first.path, first.title, first.publisher, first.published) == (
        "a.jsonl#1",
        "南山隧道通车",
        "南山日报",
        "2023-05-06",
    )
    assert (first.language, first.passages, first.damaged, first.year) == ("zh", 1, 1, "2023")
    assert first.chars == len("南山隧道今天通车，全长3200米，规?；?已核。")
    assert first.kept == 1.0
    assert [each.year for each in catalogue.entries] == ["2023", "2021", UNDATED, "2023"]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("南山", ["南山隧道通车", "南山公园"]),
        ("西湖游船", ["西湖遊船復航"]),
        ("车辆 湖边", ["西湖遊船復航"]),
        ("車輛", ["西湖遊船復航"]),
        ("EASTPORT mayor", ["Harbour opens"]),
        ("南山日報", ["南山隧道通车", "南山公园"]),
        ("火星", []),
    ],
)
def test_the_search_looks_at_title_publisher_and_text_folded(catalogue: Catalogue, text: str, found: list[str]) -> None:
    assert titles(catalogue, Wanted(text=text)) == found


def test_filters_and_orders(catalogue: Catalogue) -> None:
    assert titles(catalogue, Wanted(publisher="南山日報", sort="published", descending=False)) == [
        "南山公园",
        "南山隧道通车",
    ]
    assert titles(catalogue, Wanted(year="2021")) == ["西湖遊船復航"]
    assert titles(catalogue, Wanted(year=UNDATED)) == ["Harbour opens"]
    assert titles(catalogue, Wanted(language="en")) == ["Harbour opens"]
    assert titles(catalogue, Wanted())[-1] == "Harbour opens"
    assert titles(catalogue, Wanted(descending=False))[-1] == "Harbour opens"
    assert titles(catalogue, Wanted(sort="chars"))[0] == "Harbour opens"
    assert titles(catalogue, Wanted(sort="damaged"))[0] == "南山隧道通车"
    assert all(len(catalogue.select(Wanted(sort=column))) == 4 for column in COLUMNS)


def test_what_can_be_chosen_is_counted(catalogue: Catalogue) -> None:
    assert catalogue.publishers() == [("南山日报", 2), ("西湖晚報", 1)]
    assert catalogue.years() == [("2023", 2), ("2021", 1), (UNDATED, 1)]
    assert dict(catalogue.languages()) == {"zh": 2, "zh-Hant": 1, "en": 1}


def test_reports_of_some(catalogue: Catalogue) -> None:
    doc_id = catalogue.entries[0].doc_id
    assert [change.kind for change in catalogue.reports([doc_id])[doc_id].damaged] == ["question_marks"]
    assert catalogue.reports([]) == {}


def test_where_nothing_was_built(tmp_path: Path) -> None:
    with pytest.raises(IndexMissingError):
        Catalogue.open(tmp_path)
