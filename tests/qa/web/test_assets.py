from __future__ import annotations

import re
from importlib.resources import files

from starlette.applications import Starlette
from starlette.testclient import TestClient

from qa.web.assets import EARLY, SCRIPTS, STYLES, asset_routes, head, piece


def test_assets_are_served_from_the_package_under_addresses_with_their_hash() -> None:
    client = TestClient(Starlette(routes=asset_routes()))
    addresses = re.findall(r'(?:href|src)="(/wenju/[^"]+)"', head())
    names = [address.split("?")[0].rsplit("/", 1)[1] for address in addresses]
    assert names == ["icon.svg", "early.js", "style.css", "script.js"]
    replies = dict(zip(names, map(client.get, addresses), strict=True))
    assert all("immutable" in reply.headers["cache-control"] for reply in replies.values())
    assert replies["style.css"].content == b"\n".join(map(piece, STYLES))
    assert replies["script.js"].content == b"\n".join(map(piece, SCRIPTS))


def test_every_piece_is_assembled() -> None:
    held = {entry.name for entry in files("qa.web").joinpath("static").iterdir()}
    assert held == {*STYLES, *SCRIPTS, EARLY, "icon.svg"}


def test_nothing_that_the_page_loads_names_another_host() -> None:
    for name in (*STYLES, *SCRIPTS, EARLY, "icon.svg"):
        content = piece(name).decode().replace("http://www.w3.org/2000/svg", "")
        assert re.findall(r"https?:|@import|url\(", content) == [], name
