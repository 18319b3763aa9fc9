"""Why a question is not answered, or a request, a setting or a file of questions not taken: codes and English texts."""

from __future__ import annotations

from enum import unique

from embeddings.reasons import Reason

_UNSET = "correct or unset it"
_LLM_REPLY = "a reply of the LLM endpoint"
_CHECK_LLM = "check OPENAI_BASE_URL, OPENAI_API_KEY and WENJU_MODEL"
_MEND_WORDS = "install wenju again, or mend the file"
_TRAIN_READER = "train them with python -m qa.training.reader"
_OTHER_PORT = "set GRADIO_SERVER_PORT to another port, or end what uses this one"
_OWN_PAGE = "ask from a program, or name the page's origin in WENJU_CORS_ORIGINS"


@unique
class AnswerReason(Reason):
    """Why the answering side refuses; `embeddings.reasons.IndexReason` has those of files and indexes."""

    # questions and answers
    EMPTY_QUESTION = "a question", "nothing", "type a question and send it again"
    NO_WORD = "a question", "no word in it", "type a question and send it again"
    QUESTION_TOO_LONG = (
        "a question of at most {limit} characters",
        "{length} characters",
        "shorten it and send it again",
    )
    CONTROL_CHARACTER = (
        "a question without control characters",
        "{character}",
        "remove the character and send it again",
    )
    NO_PASSAGE_WANTED = "k of at least 1", "{k}", "ask for one passage or more"
    QUOTE_DIFFERS = "the quote [{marker}] verbatim in {path}", "another text", "run `wenju verify`"
    TEXT_CHANGED = "the text of {path} as [{marker}] cites it", "another version", "ask again"
    UNFOUNDED_ANSWER = "an answer whose every part stands in a quote", "{error}", "report the question"
    INDEX_IN_MEMORY = "an index on disk", "an index in memory", "open the assistant with Assistant.open"
    READER_OTHER_ENCODER = (
        "the reader's weights",
        "{path}, made for another encoder",
        _TRAIN_READER,
    )
    READER_UNREADABLE = (
        "the reader's weights",
        "{path} unreadable ({error})",
        _TRAIN_READER,
    )
    WORDS_KEYS = "the keys of [{section}] in {file}", "{wrong}", _MEND_WORDS
    WORDS_UNREADABLE = "words in TOML in {file}", "{error}", _MEND_WORDS
    WORDS_FORM = "sections of texts in {file}", "something else in {section}", _MEND_WORDS

    # language models
    NO_LLM = "an LLM", "no {variable}", "set WENJU_MODEL and OPENAI_BASE_URL, or ask extractive"
    ANSWER_CANCELLED = "a whole answer", "a request to stop", "ask again"
    LLM_TIMEOUT = _LLM_REPLY, "none within {seconds:g} s", _CHECK_LLM
    LLM_UNFINISHED = _LLM_REPLY, "no whole one within {seconds:g} s", _CHECK_LLM
    LLM_BROKE_OFF = _LLM_REPLY, "one that broke off", _CHECK_LLM
    LLM_UNREACHABLE = _LLM_REPLY, "no connection", _CHECK_LLM
    LLM_STATUS = _LLM_REPLY, "HTTP status {status}", _CHECK_LLM
    LLM_NO_FORM = _LLM_REPLY, "no form of request that it takes", _CHECK_LLM
    LLM_UNKNOWN = _LLM_REPLY, "something else ({error})", _CHECK_LLM

    # golden questions
    NO_QUESTIONS_FILE = "a file of questions", "{error}: {path}", "check its name and encoding"
    QUESTIONS_NOT_UTF8 = "a file of questions", "bytes that are no UTF-8: {path}", "check its name and encoding"
    NO_QUESTIONS = "at least one question", "none in {path}", "add questions to the file"
    NO_QUESTION_WITH_ANSWER = "at least one question with an answer", "none", "add questions to the file"
    BAD_GOLDEN_LINE = "a golden question", "{error} ({path} line {line})", "correct the file"
    BAD_SQUAD = (
        "a file in SQuAD format, or a .jsonl file of golden lines",
        "{error} ({path})",
        "correct the file",
    )

    # settings and commands
    BAD_SETTING = "a usable {name} ({rule})", "{found}", "correct or unset {name}"
    SECRET_SETTING = "a usable {name} ({rule})", "another value, not shown", "correct or unset {name}"
    BAD_PORT = "GRADIO_SERVER_PORT from 1 to 65535", "{found}", _UNSET
    BAD_AUTH = "WENJU_AUTH as user:password", "something else", _UNSET
    OPEN_WITHOUT_PASSWORD = (
        "a password for a page that other machines can reach",
        "the host {host} and neither WENJU_AUTH nor WENJU_TOKEN",
        "set WENJU_AUTH=user:password or WENJU_TOKEN, or serve on 127.0.0.1",
    )
    BAD_COMMAND = "a command as `wenju --help` shows it", "{error}", "correct the command"
    BAD_DAY = "{option} as a day such as 2022-08-23", "{found}", "correct the day"
    NO_ARTICLE_NAMED = "--article with an id or the beginning of a path", "nothing", "name an article"
    EXPLAIN_LLM = "--explain of an answer by quotes", "--generator llm", "leave one of them out"
    SAME_ENCODER = "different encoders", "{names}", "name each encoder once"
    PORT_TAKEN = (
        "{host}:{port} free to serve on",
        "it in use",
        _OTHER_PORT,
    )
    NO_ADDRESS = (
        "{host}:{port} free to serve on",
        "{error}",
        _OTHER_PORT,
    )

    # programs' requests
    UNKNOWN_MODEL = "one of the models {models}", "{name}", "name one of them"
    TOO_MANY_WAITING = (
        "at most {at_once} questions at once and {waiting} waiting",
        "{before} before it",
        "ask again in a few seconds",
    )
    NO_TURN = (
        "at most {at_once} questions at once and {waiting} waiting",
        "no turn in {seconds:g} s",
        "ask again in a few seconds",
    )
    TOO_MANY_REQUESTS = "at most {limit} requests a minute", "more", "ask again in {seconds} s"
    SERVER_ENDS = "a server that goes on", "one that ends", "ask again later"
    FOREIGN_ORIGIN = (
        "a request of this page or of a program",
        "{origin}",
        _OWN_PAGE,
    )
    FOREIGN_PAGE = (
        "a request of this page or of a program",
        "another site's",
        _OWN_PAGE,
    )
    NO_TOKEN = "the token of WENJU_TOKEN", "none", "send Authorization: Bearer and the token"
    WRONG_TOKEN = "the token of WENJU_TOKEN", "another one", "send Authorization: Bearer and the token"
    NO_PASSWORD = "the user and password of WENJU_AUTH", "none", "send Authorization: Basic"
    WRONG_PASSWORD = "the user and password of WENJU_AUTH", "another one", "send Authorization: Basic"
    NO_USER_MESSAGE = "a message of the role user with a text", "none", "ask something"
    TOO_MANY_TEXTS = "at most {limit} texts at once", "{count}", "send them in parts"
    TEXT_TOO_LONG = "texts of at most {limit} characters", "{length}", "cut it"
    OTHER_DIMENSIONS = "{dimensions} dimensions", "{found}", "leave dimensions out"
    ARTICLE_FILE_GONE = "the article's file in the seeds folder", "none of {path}", "build the index anew"
    NOTHING_ADDED = "a new article", "{why}", "look at docs/feeding.md"
    NO_FILE_SENT = "a new article", "no file", "look at docs/feeding.md"
    BUILD_UNDER_WAY = "no build under way", "one", "wait for its end: GET /v1/build says how it stands"
    EVALUATION_UNDER_WAY = "no evaluation under way", "one", "ask again when it is at its end"
    TOO_MANY_QUESTIONS = "at most {limit} questions", "{count}", "ask in parts, or by `wenju eval`"
    EVALUATION_ENDED = "an evaluation to its end", "a stop after {done} of {total}", "begin again"
    NO_SHIPPED_QUESTIONS = "questions, or an index of the shipped seeds", "neither", "send questions"

    # the page
    BAD_OPINION = "an opinion of an answer", "{error}", "send helpful, reason and note"
    TOO_MANY_OPINIONS = "at most {limit} bytes of opinions", "more", "move {file} away"
    EVALUATION_STOPPED = "an evaluation to its end", "a stop after {done} of {total}", "begin again when ready"
    BAD_SESSION_COMMAND = "new, open, rename or delete", "{error}", "reload the page"
    NO_FILTERS = "filters as JSON text", "{found}", "ask without filters"
    BAD_FILTERS = "usable filters", "{error}", "correct or clear the filters"
    UPLOADS_TOO_LARGE = "at most {limit:,} bytes at once", "{name}", "add the others first"
    TOO_MANY_UPLOADS = "at most {limit:,} files at once", "{name}", "add the others first"
    TRAY_EMPTIED = "a tray that is open", "one that was emptied", "choose the files again"
    NO_TRAY = "a tray that is open", "none of that name", "choose the files again"
