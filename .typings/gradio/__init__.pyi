"""The part of gradio 6 that qa.web uses; gradio's own types leave events and updates unknown."""

from collections.abc import Callable, Mapping, Sequence
from types import TracebackType
from typing import Literal, Self, TypeAlias

from gradio import themes as themes
from starlette.applications import Starlette

Visibility: TypeAlias = Literal["public", "private", "undocumented"]
ShowProgress: TypeAlias = Literal["full", "minimal", "hidden"]

class Component: ...
class I18nData: ...

class I18n:
    def __init__(self, **translations: Mapping[str, str]) -> None: ...
    def __call__(self, key: str) -> I18nData: ...

class Request:
    headers: Mapping[str, str]

class EventData:
    target: Component | None
    value: object

class Dependency:
    then: Event
    success: Event

class Event:
    def __call__(
        self,
        fn: Callable[..., object],
        inputs: Sequence[Component] | Component | None = ...,
        outputs: Sequence[Component] | Component | None = ...,
        *,
        cancels: Dependency | None = ...,
        queue: bool = ...,
        show_progress: ShowProgress = ...,
        show_progress_on: object = ...,
        concurrency_limit: int | None = ...,
        api_visibility: Visibility = ...,
    ) -> Dependency: ...

class _Queue:
    sleep_when_free: float
    progress_update_sleep_when_free: float

class Blocks:
    load: Event
    _queue: _Queue
    def __init__(
        self,
        *,
        title: str = ...,
        analytics_enabled: bool | None = ...,
        fill_width: bool = ...,
        delete_cache: tuple[int, int] | None = ...,
    ) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None = ...,
        error: BaseException | None = ...,
        trace: TracebackType | None = ...,
    ) -> None: ...
    def queue(self, *, max_size: int | None = ..., default_concurrency_limit: int | None = ...) -> Self: ...

class _Layout:
    def __init__(self, *, elem_id: str | None = ..., scale: int | None = ..., min_width: int = ...) -> None: ...
    def __enter__(self) -> Self: ...
    def __exit__(
        self,
        kind: type[BaseException] | None = ...,
        error: BaseException | None = ...,
        trace: TracebackType | None = ...,
    ) -> None: ...

class Row(_Layout): ...
class Column(_Layout): ...

class Markdown(Component):
    def __init__(
        self,
        value: str | I18nData | None = ...,
        *,
        elem_id: str | None = ...,
        latex_delimiters: Sequence[Mapping[str, str | bool]] | None = ...,
        sanitize_html: bool = ...,
        container: bool = ...,
    ) -> None: ...

class Textbox(Component):
    submit: Event
    def __init__(
        self,
        value: str | None = ...,
        *,
        label: str | I18nData | None = ...,
        placeholder: str | I18nData | None = ...,
        lines: int = ...,
        max_lines: int | None = ...,
        show_label: bool = ...,
        container: bool = ...,
        elem_id: str | None = ...,
        elem_classes: str | None = ...,
        scale: int | None = ...,
    ) -> None: ...

class Button(Component):
    click: Event
    def __init__(
        self,
        value: str | I18nData = ...,
        *,
        variant: Literal["primary", "secondary", "stop", "huggingface"] = ...,
        size: Literal["sm", "md", "lg"] = ...,
        interactive: bool = ...,
        elem_id: str | None = ...,
        elem_classes: str | None = ...,
        scale: int | None = ...,
        min_width: int | None = ...,
    ) -> None: ...

class Chatbot(Component):
    clear: Event
    example_select: Event
    def __init__(
        self,
        value: Sequence[Mapping[str, str]] | None = ...,
        *,
        elem_id: str | None = ...,
        height: int | str | None = ...,
        show_label: bool = ...,
        container: bool = ...,
        autoscroll: bool = ...,
        buttons: Sequence[str] | None = ...,
        feedback_options: Sequence[str] | None = ...,
        latex_delimiters: Sequence[Mapping[str, str | bool]] | None = ...,
        layout: Literal["panel", "bubble"] | None = ...,
        placeholder: str | None = ...,
        examples: Sequence[Mapping[str, str]] | None = ...,
        sanitize_html: bool = ...,
        group_consecutive_messages: bool = ...,
    ) -> None: ...

class BrowserState(Component):
    def __init__(self, default_value: object = ..., *, storage_key: str, secret: str) -> None: ...

class State(Component):
    def __init__(self, value: object = ...) -> None: ...

def on(
    triggers: Sequence[Event],
    fn: Callable[..., object],
    inputs: Sequence[Component] | None = ...,
    outputs: Sequence[Component] | None = ...,
    *,
    show_progress: ShowProgress = ...,
    show_progress_on: object = ...,
    api_visibility: Visibility = ...,
) -> Dependency: ...
def skip() -> dict[str, object]: ...
def mount_gradio_app(
    app: Starlette,
    blocks: Blocks,
    path: str,
    *,
    footer_links: Sequence[str] | None = ...,
    run_history: bool | None = ...,
    allowed_paths: Sequence[str] | None = ...,
    blocked_paths: Sequence[str] | None = ...,
    show_error: bool = ...,
    max_file_size: str | int | None = ...,
    ssr_mode: bool | None = ...,
    enable_monitoring: bool | None = ...,
    pwa: bool | None = ...,
    mcp_server: bool | None = ...,
    i18n: I18n | None = ...,
    theme: themes.Base | None = ...,
    head: str | None = ...,
) -> Starlette: ...
