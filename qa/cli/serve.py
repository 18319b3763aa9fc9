"""`wenju serve` and `wenju mcp`."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer

from qa.assistant.assistant import Assistant
from qa.cli.app import IndexOption, one_thread, settings_for
from qa.config import Address

commands = typer.Typer()


@commands.command(epilog="Examples:\n\nwenju serve --port 8080\n\nWENJU_TOKEN=a-long-secret wenju serve --host 0.0.0.0")
def serve(
    *,
    host: Annotated[str | None, typer.Option(metavar="H", help="[default: GRADIO_SERVER_NAME or 127.0.0.1]")] = None,
    port: Annotated[
        int | None, typer.Option(metavar="P", min=1, max=65535, help="[default: GRADIO_SERVER_PORT or 7860]")
    ] = None,
    index: IndexOption = None,
    seeds: Annotated[
        Path | None,
        typer.Option(
            metavar="DIR",
            help="Folder that articles are added to and rebuilt from.  "
            "[default: WENJU_SEEDS, or the one the index was built from, or seeds]",
        ),
    ] = None,
) -> None:
    """Serve the page, REST, the OpenAI protocol and MCP on one address until Ctrl-C.

    Without an index the page offers to build one.
    """
    from qa.cli import asgi as serving  # noqa: PLC0415  (gradio takes 6 s to import, and only this command needs it)

    settings = settings_for(index)
    if seeds is not None:
        settings = settings.model_copy(update={"seeds": seeds})
    assistant = Assistant.open(settings=settings, unusable_ok=True)
    address = Address.from_environ()
    assistant.warm()
    serving.serve(assistant, replace(address, host=host or address.host, port=port or address.port))


@commands.command(epilog="Example, as a client of the protocol starts it:\n\nwenju mcp --index index")
def mcp(*, index: IndexOption = None) -> None:
    """Serve the Model Context Protocol over stdin and stdout, until stdin ends.

    Tools: search, ask, get_document, list_documents, corpus_status. The same over HTTP: wenju serve, at /mcp.
    """
    from qa.server.mcp import mcp_server  # noqa: PLC0415  (no other command needs the protocol)

    one_thread()
    assistant = Assistant.open(settings=settings_for(index))
    mcp_server(assistant).run("stdio")
