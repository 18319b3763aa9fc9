// The reader beside the chat.
(() => {
  "use strict";
  const { fragment, act, wide, calm, watch } = window.wenju;
  const reader = () => document.getElementById("reader");
  let opener = null; // the marker that was clicked last: "back to the answer" leads there
  let wanted = 0; // only the last article asked for is shown, whatever order the replies come in

  async function show(address) {
    const turn = ++wanted;
    const found = await fragment(address);
    const place = reader();
    if (turn !== wanted || !place) return false;
    place.innerHTML = found.html;
    place.closest("#side").scrollTop = 0;
    return true;
  }

  async function open(address, link) {
    if (document.documentElement.dataset.view !== "ask") window.wenju.show("ask");
    opener = link;
    document.querySelectorAll("a.wj-open").forEach((old) => old.classList.remove("wj-open"));
    link.classList.add("wj-open");
    if (!(await show(address))) return;
    step();
    const mark = reader().querySelector("mark");
    reader().tabIndex = -1;
    reader().focus({ preventScroll: true });
    if (mark) mark.scrollIntoView({ block: "center", behavior: wide() ? "auto" : calm() });
    else if (!wide()) reader().scrollIntoView({ block: "start", behavior: calm() });
  }

  // The citations of an answer, one after another: its sources stand in the order of their markers.
  const sources = () => [...(opener?.closest(".wj-turn")?.querySelectorAll("a.wj-source") ?? [])];
  const place = () => sources().findIndex((link) => link.hash === opener.hash);
  function step() {
    const count = reader().querySelector(".wj-step-count");
    if (!count) return;
    const [here, all] = [place(), sources().length];
    count.textContent = all ? `${here + 1} / ${all}` : "";
    count.parentElement.hidden = all < 2;
    for (const [name, at] of [["previous", here - 1], ["next", here + 1]]) {
      const link = reader().querySelector(`a[href="#step-${name}"]`);
      if (at < 0 || at >= all) link.setAttribute("aria-disabled", "true");
    }
  }
  function move(by) {
    const next = sources()[place() + by];
    if (next) open(`/wenju/citations/${encodeURIComponent(next.hash.slice(1))}`, next);
  }
  act("step-previous", () => move(-1));
  act("step-next", () => move(1));

  act("cleaning-", async (name) => {
    const place = document.getElementById("cleaning");
    if (place.childElementCount) return place.replaceChildren();
    place.innerHTML = (await fragment(`/wenju/articles/${encodeURIComponent(name)}/cleaning`)).html;
  });

  function back() {
    if (!opener || !opener.isConnected) return;
    const view = opener.closest(".wj-view");
    if (view?.hidden) window.wenju.show(view.id.slice("view-".length));
    opener.scrollIntoView({ block: "center", behavior: calm() });
    opener.focus({ preventScroll: true });
  }

  act("cite-", (name, link) => open(`/wenju/citations/${encodeURIComponent(`cite-${name}`)}`, link));
  act("doc-", (name, link) => open(`/wenju/articles/${encodeURIComponent(name)}`, link));
  act("near-", (name, link) => open(`/wenju/citations/${encodeURIComponent(`cite-${name}`)}`, link));
  act("articles", () => show("/wenju/articles"));
  act("back", back);

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && reader()?.contains(document.activeElement)) back();
  });

  let listed = false;
  let built = null;
  watch(() => {
    if (!listed && reader()) {
      listed = true;
      show("/wenju/articles");
    }
    const done = document.querySelector("#build .wj-done");
    if (done !== built) {
      built = done;
      if (done && reader()?.querySelector(".wj-list-title")) show("/wenju/articles");
    }
  });

  // Built or gone back to on another view: a list that is shown is of the version before.
  document.addEventListener("wenju:built", () => {
    if (reader()?.querySelector(".wj-list-title")) show("/wenju/articles");
  });
})();
