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
    opener = link;
    document.querySelectorAll("a.wj-open").forEach((old) => old.classList.remove("wj-open"));
    link.classList.add("wj-open");
    if (!(await show(address))) return;
    const mark = reader().querySelector("mark");
    reader().tabIndex = -1;
    reader().focus({ preventScroll: true });
    if (mark) mark.scrollIntoView({ block: "center", behavior: wide() ? "auto" : calm() });
    else if (!wide()) reader().scrollIntoView({ block: "start", behavior: calm() });
  }

  function back() {
    if (!opener || !opener.isConnected) return;
    opener.scrollIntoView({ block: "center", behavior: calm() });
    opener.focus({ preventScroll: true });
  }

  act("cite-", (name, link) => open(`/wenju/citations/${encodeURIComponent(`cite-${name}`)}`, link));
  act("doc-", (name, link) => open(`/wenju/articles/${encodeURIComponent(name)}`, link));
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
})();
