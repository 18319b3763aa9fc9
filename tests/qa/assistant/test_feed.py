"""Feeding through the whole: a hundred files, twenty of them bad; what is added, built, taken out and put back."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from embeddings.errors import InputRefusedError
from embeddings.ingest.intake import Offered
from qa.assistant.assistant import Assistant
from qa.assistant.corpus import Feed, limits_of
from qa.config import Settings

Story = Callable[[int], str]


def test_a_hundred_files_twenty_of_them_bad(
    tmp_path: Path, good_files: dict[str, bytes], bad_files: dict[str, tuple[bytes | Path, str]], story: Story
) -> None:
    good, bad = good_files, bad_files
    assert (len(good), len(bad)) == (80, 20)
    settings = Settings(index=tmp_path / "index", seeds=tmp_path / "seeds")
    assistant = Assistant.open(settings=settings, unusable_ok=True)
    feed = Feed(assistant)
    offered = [Offered(name, content) for name, content in (*good.items(), *((n, c) for n, (c, _) in bad.items()))]
    proposals = list(feed.propose(sorted(offered)))
    refused = {each.name: each.refused[0].reason for each in proposals if not each.new}
    assert {name for name, (_, reason) in bad.items() if reason not in refused.get(name, "")} == set()
    assert refused.keys() == bad.keys()
    assert all(" found " in reason for reason in refused.values())
    assert not settings.seeds.exists()

    added = feed.add(proposals)
    assert (len(added.written), len(added.left)) == (80, 20)
    report = assistant.rebuild()
    assert (report.documents, report.refused, report.duplicates) == (80, (), ())
    texts = {"".join(document.text.split()) for document in assistant.documents()}
    assert {story(number) for number in range(80)} == {text[text.find(story_start(text)) :] for text in texts}
    assert [each.new for each in feed.propose([Offered(*next(iter(good.items())))])] == [0]


def story_start(text: str) -> str:
    at = text.index("镇第")
    return text[at - 2 :]


@pytest.fixture
def feed(tmp_path: Path, story: Story) -> Feed:
    settings = Settings(index=tmp_path / "index", seeds=tmp_path / "seeds")
    feed = Feed(Assistant.open(settings=settings, unusable_ok=True))
    feed.add([feed.paste("东港仓库", story(1)), feed.paste("西山公路", story(2))])
    return feed


def test_what_is_pasted_and_taken_out_is_in_the_answers_after_a_rebuild(feed: Feed, tmp_path: Path) -> None:
    assistant = feed._assistant
    first = assistant.rebuild().generation
    assert sorted(document.source.title for document in assistant.documents()) == ["东港仓库", "西山公路"]
    path = next(each.source.path for each in assistant.documents() if each.source.title == "东港仓库")
    gone = feed.remove(path)
    assert feed.removed() == [gone]
    second = assistant.rebuild().generation
    assert [document.source.title for document in assistant.documents()] == ["西山公路"]
    assert [each.title for each in assistant.differences().removed] == ["东港仓库"]
    assert [each.id for each in assistant.generations() if each.current] == [second]
    assert assistant.rollback() == first
    assert len(assistant.documents()) == 2
    assert feed.restore(gone.id) == path
    assert feed.removed() == []
    assert assistant.rebuild().generation == first
    with pytest.raises(InputRefusedError, match="paste its text"):
        feed.paste("标题", "  ")


def test_questions_are_answered_while_a_build_is_cancelled(feed: Feed, story: Story) -> None:
    assistant = feed._assistant
    first = assistant.rebuild().generation
    feed.add([feed.paste("南湖公园", story(3))])
    cancel, asked = threading.Event(), []

    def progress(stage: str, done: int, total: int) -> None:
        if stage == "chunk" and not cancel.is_set():
            asked.append(assistant.ask("西山公路的总投资是多少？").generation)
            cancel.set()

    with pytest.raises(Exception, match="found a cancel at the stage"):
        assistant.rebuild(progress=progress, cancel=cancel)
    assert asked == [first]
    assert assistant.generation == first


def test_limits_are_the_settings() -> None:
    limits = limits_of(Settings(feed_file_mib=1, feed_archive_mib=2, feed_total_mib=3, feed_files=4))
    assert limits == (2**20, 2 * 2**20, 3 * 2**20, 4)
