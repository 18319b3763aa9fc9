"""The sections of words that the page shows: one class each, one attribute a phrase."""

from __future__ import annotations

from qa.words.load import Words


class CommonWords(Words, section="common"):
    """Words that several views say."""

    undated: str
    unnamed: str
    close: str
    no_article: str


class OpinionReasonWords(Words, section="opinion_reasons"):
    """What a reader holds against an answer, by qa.web's names of reasons."""

    wrong: str
    incomplete: str
    unsupported: str
    refused: str
    outdated: str
    other: str


class ActWords(Words, section="acts"):
    """Below an answer."""

    copy: str
    retry: str
    edit: str
    link: str
    helped: str
    failed: str
    export: str
    version: str
    go_on: str
    why: str
    note: str
    save: str
    all_opinions: str
    stays_here: str


class SessionWords(Words, section="sessions"):
    """The conversations that a browser keeps."""

    conversations: str
    new: str
    none: str
    kept_here: str
    rename: str
    delete: str
    questions: str
    export_all: str


class FilterWords(Words, section="filters"):
    """What a question is narrowed to."""

    filters: str
    after: str
    before: str
    publisher: str
    any_publisher: str
    clear: str
    only_within: str
    only: str
    only_source: str
    without: str
    one_article: str
    bad: str


class AskWords(Words, section="ask"):
    """The view that asks."""

    question_label: str
    placeholder: str
    ask: str
    welcome: str
    welcome_note: str
    no_index: str
    looking: str
    reading: str
    understood: str
    named_source: str
    sources: str
    column_of: str
    column_figure: str
    column_when: str
    column_published: str
    yes: str
    no: str
    unanswered: str
    no_evidence: str
    problem: str
    blank_question: str
    long_question: str
    stopped: str
    stock: str
    stop: str
    was_stopped: str
    hits_found: str
    timeline: str
    not_drawn: str
    stale: str
    other_version: str


class StageWords(Words, section="stages"):
    """The stages that embeddings.build names."""

    read: str
    clean: str
    chunk: str
    encode: str
    index: str
    write: str


class BuildWords(Words, section="build"):
    """A rebuild."""

    rebuild: str
    rebuilding: str
    rebuilt: str
    rebuilt_unchanged: str
    rebuild_failed: str
    refused: str
    refused_line: str
    duplicates: str
    kept_instead: str
    warnings: str


class ConfirmWords(Words, section="confirm"):
    """What a rebuild would replace, and whether it is to go on."""

    heading: str
    other: str
    instead: str
    missing: str
    refused: str
    kept: str
    go_on: str


class ChangeKindWords(Words, section="change_kinds"):
    """The kinds of change that embeddings.clean names."""

    advertising: str
    bidi_control: str
    caption: str
    closing_quote: str
    code: str
    compatibility_form: str
    control_character: str
    copyright: str
    credit_line: str
    disclaimer: str
    divided_word: str
    end_mark: str
    entity: str
    feed_label: str
    form: str
    hidden_paragraph: str
    image: str
    link: str
    link_target: str
    markup: str
    mojibake: str
    navigation: str
    original_title_label: str
    page_furniture: str
    page_number: str
    picture_note: str
    pinyin: str
    private_use: str
    question_marks: str
    reading_aid: str
    repeated_title: str
    replacement_character: str
    running_head: str
    share: str
    split_heading: str
    split_word: str
    unrelated_headlines: str
    zero_width: str


class LanguageWords(Words, section="languages"):
    """The languages of articles."""

    zh: str
    zh_hant: str
    en: str
    other: str


class CleaningWords(Words, section="cleaning"):
    """What cleaning did to an article."""

    kept: str
    removed: str
    mended: str
    damaged: str
    counted: str


class CorpusWords(Words, section="corpus"):
    """The view of all articles."""

    heading: str
    summary: str
    no_index: str
    to_feed: str
    search: str
    find: str
    clear: str
    every_publisher: str
    every_year: str
    every_language: str
    by_publisher: str
    by_year: str
    by_language: str
    title: str
    published: str
    chars: str
    passages: str
    cleaning: str
    damage: str
    actions: str
    found: str
    none_found: str
    pages: str
    previous: str
    next: str
    page: str
    remove: str
    remove_this: str
    to_go: str
    sure: str
    sure_note: str
    whole: str
    remove_whole: str
    cancel: str
    was_removed: str
    was_restored: str
    rebuild_now: str
    removed_files: str
    restore: str
    restore_this: str
    bytes: str
    not_recorded: str
    nothing_refused: str
    last_build: str


class MissWords(Words, section="misses"):
    """The kinds of miss that qa.evaluation.evaluate names."""

    not_refused: str
    wrong_document: str
    refused: str
    answer_not_in_text: str


class QuestionKindWords(Words, section="question_kinds"):
    """The kinds of answer that a question asks for, as qa.question names them."""

    number: str
    date: str
    person: str
    organisation: str
    place: str
    name: str
    definition: str
    reason: str
    way: str
    yesno: str
    list: str
    comparison: str
    aggregate: str
    other: str


class ModeWords(Words, section="modes"):
    """The ways to retrieve."""

    hybrid: str
    dense: str
    lexical: str


class EvaluateWords(Words, section="evaluate"):
    """The view that asks questions with known answers."""

    heading: str
    note: str
    no_index: str
    to_feed: str
    shipped: str
    choose: str
    form: str
    running: str
    cancel: str
    stopped: str
    busy: str
    result: str
    not_asked: str
    finding: str
    way: str
    first: str
    among_five: str
    ndcg: str
    answering: str
    in_first: str
    in_text: str
    short_exact: str
    short_f1: str
    refused_rightly: str
    refused_wrongly: str
    by_kind: str
    kind: str
    count: str
    misses: str
    no_misses: str
    expected: str
    to_refuse: str
    got: str
    rank: str
    not_found: str
    ask: str


class FeedWords(Words, section="feed"):
    """New articles."""

    heading: str
    lead: str
    drop: str
    choose: str
    limits: str
    paste: str
    title: str
    published: str
    publisher: str
    url: str
    text: str
    look: str
    offered: str
    only_refused: str
    add: str
    forget: str
    new_articles: str
    nothing_new: str
    not_taken: str
    same_as: str
    and_more: str
    kept_text: str
    and_chars: str
    taken_out: str
    mended: str
    broken: str
    take: str
    gone: str
    added: str
    left: str


class BuildingWords(Words, section="building"):
    """A rebuild from this view."""

    heading: str
    note: str
    start: str
    cancel: str
    cancelling: str
    left: str
    cancelled: str


class VersionWords(Words, section="versions"):
    """The generations kept on disk."""

    heading: str
    note: str
    none: str
    version: str
    committed: str
    articles: str
    passages: str
    size: str
    current: str
    go_back: str
    go_back_to: str
    sure: str
    sure_note: str
    cancel: str
    yes: str
    went_back: str
    compare: str
    older: str
    newer: str
    added: str
    removed: str
    changed: str
    moved: str
    unchanged: str
    was: str


class MapWords(Words, section="map"):
    """The map of the articles."""

    heading: str
    note: str
    no_index: str
    to_feed: str
    colour: str
    by_publisher: str
    by_year: str
    others: str
    earlier: str
    legend: str
    nearer: str
    farther: str
    whole: str
    canvas: str
    keys: str
    listed: str
    group: str
    changed: str
    page: str
    previous: str
    next: str
    all: str


class ReadWords(Words, section="read"):
    """The reader."""

    derived_title: str
    original: str
    all_articles: str
    back_to_answer: str
    articles: str
    more_articles: str
    previous: str
    next: str
    about: str
    cleaning: str
    kept: str
    removed: str
    repaired: str
    damaged: str
    recognised: str
    no_report: str


class ShellWords(Words, section="shell"):
    """The header."""

    tagline: str
    skip: str
    views: str
    ask_view: str
    corpus_view: str
    feed_view: str
    map_view: str
    evaluate_view: str
    language: str
    theme: str
    theme_auto: str
    theme_light: str
    theme_dark: str


class ScriptWords(Words, section="script"):
    """What the script says; it loads these when the page opens, to have them when the server is gone."""

    unreachable: str
    uploading: str
    cleaning: str
    looked: str
    kept_question: str
    loading: str
    copied: str
    not_copied: str
    thanks: str
    gone: str
    editing: str
    cancel: str
    save: str
    name: str
    sure: str
    remove: str
    this_article: str
