// New articles: files brought one after another, what cleaning makes of each, the rebuild, the versions.
(() => {
  "use strict";
  const { fragment, act, view, say, calm, show } = window.wenju;
  const POLL = 400; // ms between two looks at a rebuild
  const CHOICE = "input[data-file]";
  let tray = null; // a promise of the tray's name on the server
  let brought = 0;
  let busy = false;
  let queue = [];
  let counted = { files: 0, articles: 0, refused: 0 };
  let watching = false;

  const place = (name) => document.getElementById(`feed-${name}`);
  const post = (action, values, body) =>
    fragment(`/wenju/feed/${action}?${new URLSearchParams(values ?? {})}`, { method: "POST", body });
  const filled = (name, values) => say(name).replace(/\{(\w+)\}/g, (_, key) => values[key]);
  const count = (line) => (place("count").textContent = line);

  function problem(html) {
    place("done").innerHTML = html;
    place("done").focus();
  }

  async function opened() {
    tray ??= post("tray").then((reply) => (reply.ok ? reply.html : null));
    const name = await tray;
    if (name === null) tray = null;
    return name;
  }

  function listed(html) {
    place("offered").hidden = false;
    place("list").insertAdjacentHTML("beforeend", html);
  }

  // Files come one by one, so that each is refused for itself; then the server looks at all that it has not seen yet.
  async function bring() {
    if (busy) return;
    busy = true;
    place("offered").hidden = false;
    place("add").disabled = place("forget").disabled = true;
    const name = await opened();
    let at = 0;
    while (queue.length && name !== null) {
      const file = queue.shift();
      count(filled("uploading", { done: ++at, n: at + queue.length }));
      const reply = file.paste
        ? await post("paste", { tray: name }, file.paste)
        : await post("file", { tray: name, name: file.name }, file);
      if (reply.ok) brought++;
      else if (file.paste || reply.status !== 409) problem(reply.html);
      else {
        counted.files++;
        counted.refused++;
        listed(reply.html);
      }
      if (!reply.reached) break;
    }
    if (name !== null) await look(name);
    else problem(`<p class="wj-notice" role="alert">${say("unreachable")}</p>`);
    busy = false;
    if (queue.length && name !== null) return bring();
    total();
  }

  async function look(name) {
    try {
      const reply = await fetch(`/wenju/feed/look?${new URLSearchParams({ tray: name })}`, { method: "POST" });
      if (!reply.ok) return problem(await reply.text());
      const reader = reply.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        const lines = (rest + value).split("\n");
        rest = lines.pop();
        for (const line of lines) {
          const said = JSON.parse(line);
          listed(said.html);
          counted.files++;
          counted.articles += said.new;
          counted.refused += said.refused;
          count(filled("cleaning", { done: said.done, n: said.of }));
        }
      }
    } catch {
      problem(`<p class="wj-notice" role="alert">${say("unreachable")}</p>`);
    }
  }

  function total() {
    if (!place("list")) return;
    count(filled("looked", counted));
    place("add").disabled = busy || !place("list").querySelector(`${CHOICE}:checked`);
    place("forget").disabled = busy;
    place("offered").hidden = !place("list").childElementCount;
  }

  function forget() {
    tray = null;
    brought = 0;
    queue = [];
    counted = { files: 0, articles: 0, refused: 0 };
    place("list").replaceChildren();
    place("offered").hidden = true;
    count("");
  }

  async function add() {
    const files = [...place("list").querySelectorAll(`${CHOICE}:checked`)].map((each) => each.dataset.file).join(",");
    place("add").disabled = true;
    const reply = await post("add", { tray: await tray, files });
    place("done").innerHTML = reply.html;
    if (!reply.ok) return total();
    forget();
    build();
  }

  // A rebuild goes on at the server; any page can watch it.
  async function state(address, options) {
    const reply = await fragment(address, options);
    if (!reply.ok) {
      place("built").innerHTML = reply.reached ? "" : reply.html;
      return null;
    }
    return JSON.parse(reply.html);
  }

  function told(now) {
    const bar = place("build");
    bar.hidden = !now.running;
    place("start").disabled = now.running;
    bar.querySelector(".wj-stage").textContent = now.stage;
    bar.querySelector(".wj-counts").textContent = now.counts;
    bar.querySelector("progress").value = now.part;
  }

  async function watch(now) {
    if (watching) return;
    watching = true;
    while (now?.running && place("build")) {
      told(now);
      await new Promise((done) => setTimeout(done, POLL));
      now = (await state("/wenju/feed/build")) ?? now; // where the server is away for a moment, go on asking
    }
    watching = false;
    if (!now || !place("build")) return;
    told(now);
    place("built").innerHTML = now.html;
    place("built").scrollIntoView({ block: "nearest", behavior: calm() });
    changed();
    versions();
  }

  // Another version is in use: the other views show it when they are opened again.
  function changed() {
    document.querySelectorAll(".wj-view:not(#view-feed)").forEach((each) => (each.dataset.stale = "yes"));
    document.dispatchEvent(new CustomEvent("wenju:built"));
  }

  async function build(confirm = false) {
    place("built").replaceChildren();
    const now = await state(`/wenju/feed/build${confirm ? "?confirm=1" : ""}`, { method: "POST" });
    if (now) place("build").scrollIntoView({ block: "nearest", behavior: calm() });
    watch(now);
  }

  async function versions() {
    const reply = await fragment("/wenju/feed/versions");
    if (reply.ok) place("versions").innerHTML = reply.html;
  }

  function ask(button) {
    const sure = place("sure");
    sure.querySelector(".wj-which").textContent = button.dataset.generation;
    sure.onclick = async (event) => {
      const chosen = event.target.closest("button");
      if (!chosen) return;
      sure.close();
      if (!chosen.value) return;
      place("back").innerHTML = (await post("rollback", { generation: button.dataset.generation })).html;
      changed();
      versions();
    };
    sure.onclose = () => button.isConnected && button.focus();
    sure.showModal();
  }

  // "Rebuild now" of other views; the view may have to be loaded first.
  let wanted = null;
  const begin = (confirm) => {
    show("feed");
    if (place("start")) build(confirm);
    else wanted = { confirm };
  };
  act("build", () => begin(false));
  // "Rebuild all the same", below what a rebuild would replace; on the view of questions that stands in gradio's part.
  act("confirm-build", (_, link) => {
    link.closest(".wj-build").hidden = true;
    begin(true);
  });

  function dropping(panel) {
    const drop = place("drop");
    const over = (event) => {
      event.preventDefault();
      drop.classList.add("wj-over");
    };
    panel.addEventListener("dragover", over);
    panel.addEventListener("dragleave", () => drop.classList.remove("wj-over"));
    panel.addEventListener("drop", (event) => {
      event.preventDefault();
      drop.classList.remove("wj-over");
      queue.push(...event.dataTransfer.files);
      bring();
    });
  }

  view("feed", (panel) => {
    tray = null;
    counted = { files: 0, articles: 0, refused: 0 };
    place("files").addEventListener("change", (event) => {
      queue.push(...event.target.files);
      event.target.value = "";
      bring();
    });
    if (!panel.dataset.dropping) dropping(panel); // the panel stays when its content is loaded again
    panel.dataset.dropping = "yes";
    place("paste").addEventListener("submit", (event) => {
      event.preventDefault();
      queue.push({ paste: JSON.stringify(Object.fromEntries(new FormData(event.target))) });
      bring();
    });
    place("list").addEventListener("change", total);
    place("list").addEventListener(
      "toggle",
      async (event) => {
        const { file, article } = event.target.dataset;
        const inside = event.target.querySelector(".wj-cleaned");
        if (!event.target.open || !inside || inside.childElementCount) return;
        const asked = new URLSearchParams({ tray: await tray, file, article });
        inside.innerHTML = (await fragment(`/wenju/feed/article?${asked}`)).html;
      },
      true,
    );
    place("only").addEventListener("change", (event) =>
      place("list").classList.toggle("wj-only-bad", event.target.checked),
    );
    place("forget").addEventListener("click", async () => {
      const name = await tray;
      forget();
      if (name) post("drop", { tray: name });
    });
    place("add").addEventListener("click", add);
    place("start").addEventListener("click", () => build());
    place("cancel").addEventListener("click", async () => {
      const now = await state("/wenju/feed/cancel", { method: "POST" });
      if (now?.running) told(now);
    });
    place("versions").addEventListener("click", (event) => {
      const button = event.target.closest("[data-generation]");
      if (button) ask(button);
    });
    place("versions").addEventListener("submit", async (event) => {
      event.preventDefault();
      const asked = new URLSearchParams(new FormData(event.target));
      place("differences").innerHTML = (await fragment(`/wenju/feed/differences?${asked}`)).html;
    });
    if (wanted) build(wanted.confirm);
    else state("/wenju/feed/build").then((now) => now?.running && watch(now));
    wanted = null;
  });
})();
