from datetime import UTC, date, datetime

from embeddings.schema import (
    BuildReport,
    Change,
    CleaningReport,
    CleaningSummary,
    Document,
    Duplicate,
    RefusedSeed,
    Section,
    Source,
    Span,
)
from embeddings.store.generations import Finding, GenerationSummary
from qa.cli import reports
from qa.evaluation.compare import EncoderTrial, compare
from qa.evaluation.evaluate import Outcome, report
from qa.evaluation.golden import GoldenQuestion
from qa.schema import Answer

SOURCE = Source(title="东港", publisher="港口日报", published=date(2024, 4, 12), path="a.txt", language="zh")


def test_a_build_names_everything_that_was_left_out() -> None:
    built = BuildReport(
        generation="0123456789abcdef",
        unchanged=True,
        documents=2,
        passages=3,
        reused_vectors=3,
        encoder="wenju",
        cleaning=CleaningSummary(
            source_chars=12345, kept_chars=1000, removed={"pinyin": 2, "image": 1}, repaired={}, damaged={}
        ),
        refused=(RefusedSeed(path="x.jsonl", line=3, reason="no JSON"), RefusedSeed(path="y.png", reason="no article")),
        duplicates=(Duplicate(path="b.txt", kept="a.txt"),),
        warnings=("a.txt: a date in the future",),
        seconds=1.25,
    )
    assert reports.build_text(built).split("\n") == [
        "generation 0123456789abcdef (unchanged): 2 documents, 3 passages, 3 vectors reused, encoder wenju, 1.2 s",
        "cleaning kept 1,000 of 12,345 characters",
        "removed: image 1, pinyin 2",
        "duplicate: b.txt has the text of a.txt",
        "refused: x.jsonl line 3: no JSON",
        "refused: y.png: no article",
        "warning: a.txt: a date in the future",
    ]


def test_an_inspection_groups_what_cleaning_did_by_its_kind() -> None:
    text = "东港新建了仓库。"
    document = Document(
        doc_id="0123456789abcdef",
        source=SOURCE.model_copy(update={"title_derived": True, "url": "https://example.org/a"}),
        text=text,
        sections=(Section(heading=None, span=Span(start=0, end=len(text))),),
    )
    pinyin = Change(kind="pinyin", text="國(guó)", replacement="國", reason="a converter's pinyin")
    cleaned = CleaningReport(
        doc_id=document.doc_id,
        path="a.txt",
        encoding="gb18030",
        source_chars=1200,
        kept_chars=len(text),
        removed=(pinyin, Change(kind="image", text="<img>", reason="no text"), pinyin),
        warnings=("a date in the future",),
    )
    assert reports.inspection_text(document, cleaned).split("\n") == [
        "东港 · 港口日报 · 2024-04-12 · a.txt (derived)",
        "zh, gb18030: kept 8 of 1,200 characters",
        "url: https://example.org/a",
        "warning: a date in the future",
        "removed: image ×1: no text",
        "    <img>",
        "removed: pinyin ×2: a converter's pinyin",
        "    國(guó) → 國",
        "kept:",
        text,
    ]


def test_an_evaluation_is_tables_and_the_questions_that_went_wrong() -> None:
    refusal = Answer(
        question="哪天？", standalone_question="哪天？", status="no_evidence", text="没有。", generation="memory"
    )
    asked = GoldenQuestion(id="q1", question="哪天？", docs=("a",), answers=("4月12日",), type="date")
    outcome = Outcome(asked, refusal, {"hybrid": 1, "dense": None, "lexical": 2})
    assert reports.eval_text(report([outcome], ["q2"])).split("\n") == [
        "2 questions: 1 answerable, 0 unanswerable",
        "not asked, refused as input: q2",
        "",
        "retrieval  ndcg@10  mrr@10  recall@1  recall@5  recall@10",
        "hybrid      1.0000  1.0000    1.0000    1.0000     1.0000",
        "dense       0.0000  0.0000    0.0000    0.0000     0.0000",
        "lexical     0.6309  0.5000    0.0000    1.0000     1.0000",
        "",
        "answer_in_first_sentence  0.0000",
        "answer_in_text            0.0000",
        "short_answer_em           0.0000",
        "short_answer_f1           0.0000",
        "refused_of_answerable     1.0000",
        "refused_of_unanswerable   0.0000",
        "",
        "type  n  answerable  recall@1  answer_in_first_sentence  answer_in_text  answer_all_in_text"
        "  short_answer_f1  refused",
        "date  1           1    1.0000                    0.0000          0.0000              0.0000"
        "           0.0000   1.0000",
        "",
        "kind  n  answerable  recall@1  answer_in_first_sentence  answer_in_text  answer_all_in_text"
        "  short_answer_f1  refused",
        "date  1           1    1.0000                    0.0000          0.0000              0.0000"
        "           0.0000   1.0000",
        "",
        "went wrong:",
        "q1 refused (rank 1): 哪天？ expected 4月12日; got 没有。",
    ]


def test_a_comparison_shows_bm25_once_and_how_far_the_others_are_from_the_first() -> None:
    found = compare({
        "wenju": EncoderTrial(512, 1.25, {"hybrid": [1, 1], "dense": [2, 1], "lexical": [1, 1]}),
        "models/own": EncoderTrial(3, 0.0, {"hybrid": [1, 1], "dense": [1, 1], "lexical": [1, 1]}),
    })
    assert reports.comparison_text(found).split("\n") == [
        "2 questions with an answer; retrieval only: the answers are not read",
        "",
        "encoder     dim  encode s  mode     ndcg@10  mrr@10  recall@1",
        "wenju       512       1.2  hybrid    1.0000  1.0000    1.0000",
        "                           dense     0.8155  0.7500    0.5000",
        "                           lexical   1.0000  1.0000    1.0000",
        "models/own    3       0.0  hybrid    1.0000  1.0000    1.0000",
        "                           dense     1.0000  1.0000    1.0000",
        "",
        "difference from wenju, question by question [95 % interval, bootstrap]:",
        "encoder     mode    ndcg@10                     mrr@10                      recall@1",
        "models/own  hybrid  +0.0000 [+0.0000, +0.0000]  +0.0000 [+0.0000, +0.0000]  +0.0000 [+0.0000, +0.0000]",
        "            dense   +0.1845 [+0.0000, +0.3691]  +0.2500 [+0.0000, +0.5000]  +0.5000 [+0.0000, +1.0000]",
    ]


def test_a_comparison_shows_bm25_again_where_an_encoder_changes_it() -> None:
    found = compare(
        {
            "a": EncoderTrial(2, 0.0, {"hybrid": [1], "dense": [1], "lexical": [1]}),
            "b": EncoderTrial(2, 0.0, {"hybrid": [1], "dense": [1], "lexical": [2]}),
        },
        not_asked=("q7",),
    )
    lines = reports.comparison_text(found).split("\n")
    assert lines[1] == "not asked, refused as input: q7"
    assert sum("lexical" in line for line in lines) == 3
    assert lines[-1].split() == [
        "lexical",
        "-0.3691",
        "[-0.3691,",
        "-0.3691]",
        *["-0.5000", "[-0.5000,", "-0.5000]"],
        *["-1.0000", "[-1.0000,", "-1.0000]"],
    ]


def test_generations_and_findings_are_one_line_each() -> None:
    summary = GenerationSummary(
        id="0123456789abcdef",
        current=True,
        committed=datetime(2026, 11, 21, 8, 30, tzinfo=UTC),
        documents=5,
        passages=38,
        encoder="wenju",
        bytes=331172,
    )
    earlier = summary.model_copy(update={"id": "f" * 16, "current": False})
    assert reports.status_text("index", [summary, earlier]).split("\n") == [
        "index index:",
        "* 0123456789abcdef  2026-11-21 08:30:00 UTC  5 documents, 38 passages, encoder wenju, 331,172 bytes",
        "  ffffffffffffffff  2026-11-21 08:30:00 UTC  5 documents, 38 passages, encoder wenju, 331,172 bytes",
    ]
    findings = [Finding(generation="", file="CURRENT", problem="is damaged")]
    assert reports.findings_text(findings) == "index: CURRENT is damaged"
    assert reports.findings_text([]) == "every file is as its hash says"
