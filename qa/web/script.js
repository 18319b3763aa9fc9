// The reader beside the chat, the keyboard, and following the newest turn. Served as a file: the page's
// Content-Security-Policy allows no eval, which gradio's own js= parameters and gr.HTML would need.
(() => {
  "use strict";

  const UNREACHABLE = {
    zh: "服务器没有回应：请确认它仍在运行，然后再试一次。",
    hant: "伺服器沒有回應：請確認它仍在執行，然後再試一次。",
    en: "The server does not answer: check that it is still running, then try again.",
  };
  const language = navigator.language.toLowerCase();
  const script = !language.startsWith("zh") ? "en" : /hant|tw|hk|mo/.test(language) ? "hant" : "zh";
  document.documentElement.lang = { zh: "zh-Hans", hant: "zh-Hant", en: "en" }[script];

  const reader = () => document.getElementById("reader");
  const wide = () => window.matchMedia("(min-width: 900px)").matches;
  const calm = () => (window.matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");
  let opener = null; // the marker that was clicked last: "back to the answer" leads there
  let wanted = 0; // only the last article asked for is shown, whatever order the replies come in

  async function show(address) {
    const turn = ++wanted;
    let html;
    try {
      const reply = await fetch(address);
      html = await reply.text();
    } catch {
      html = `<p class="wj-notice">${UNREACHABLE[script]}</p>`;
    }
    const place = reader();
    if (turn !== wanted || !place) return false;
    place.innerHTML = html; // escaped on the server, character by character
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

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.('a[href^="#"]');
      if (!link || event.ctrlKey || event.metaKey) return;
      const name = link.getAttribute("href").slice(1);
      if (name.startsWith("cite-")) open(`/wenju/citations/${encodeURIComponent(name)}`, link);
      else if (name.startsWith("doc-")) open(`/wenju/articles/${encodeURIComponent(name.slice(4))}`, link);
      else if (name === "articles") show("/wenju/articles");
      else if (name === "back") back();
      else if (name === "close") link.closest(".wj-build").hidden = true;
      else return;
      event.preventDefault();
      event.stopPropagation();
    },
    true,
  );

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && reader()?.contains(document.activeElement)) back();
  });

  // The page is drawn by gradio after this script has run, and drawn anew as answers come.
  let turns = 0;
  let built = null;
  let listed = false;
  new MutationObserver(() => {
    if (!listed && reader()) {
      listed = true;
      if (wide()) document.querySelector("#question textarea")?.focus();
      show("/wenju/articles");
    }
    // gradio labels each message with its raw HTML, which a screen reader would read out
    document.querySelectorAll("#chat [data-testid][aria-label]").forEach((it) => it.removeAttribute("aria-label"));
    const questions = document.querySelectorAll(".wj-question");
    if (questions.length > turns) {
      questions[questions.length - 1].scrollIntoView({ block: "start", behavior: calm() });
    }
    turns = questions.length;
    const done = document.querySelector("#build .wj-done");
    if (done !== built) {
      built = done;
      if (done && done.getBoundingClientRect().top < 0) done.scrollIntoView({ block: "start", behavior: calm() });
      if (done && reader()?.querySelector(".wj-list-title")) show("/wenju/articles");
    }
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
