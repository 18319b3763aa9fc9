// What all views share: loading fragments, links that act, and what is said in the reader's language. Served as a
// file: the page's Content-Security-Policy allows no eval, which gradio's own js= parameters and gr.HTML would need.
window.wenju = (() => {
  "use strict";

  const actions = []; // [beginning of a link's fragment, what it does]
  const opened = {}; // name of a view: what to do once its content is there
  const watchers = [];
  let said = {};
  const words = fetch("/wenju/words")
    .then((reply) => reply.json())
    .then((all) => (said = all))
    .catch(() => said);

  const say = (name) => said[name] ?? "";
  const wide = () => matchMedia("(min-width: 900px)").matches;
  const calm = () => (matchMedia("(prefers-reduced-motion: reduce)").matches ? "auto" : "smooth");

  // A fragment of HTML from our own server, which escaped it; what to show instead where the server is gone.
  async function fragment(address, options) {
    try {
      const reply = await fetch(address, options);
      return { html: await reply.text(), ok: reply.ok, status: reply.status, reached: true };
    } catch {
      const line = document.createElement("p");
      line.className = "wj-notice";
      line.setAttribute("role", "alert");
      line.textContent = say("unreachable");
      return { html: line.outerHTML, ok: false, status: 0, reached: false };
    }
  }

  // A link whose href begins with #<beginning> does `act(rest, link)` instead of moving the page.
  const act = (beginning, does) => actions.push([beginning, does]);

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest?.('a[href^="#"]');
      if (!link || event.ctrlKey || event.metaKey) return;
      const name = link.getAttribute("href").slice(1);
      const found = actions.find(([beginning]) => name.startsWith(beginning));
      if (!found) return;
      event.preventDefault();
      event.stopPropagation();
      found[1](name.slice(found[0].length), link);
    },
    true,
  );

  // `does(panel)` runs each time a view's content has been loaded into the page.
  const view = (name, does) => (opened[name] = does);

  // `does()` runs after each change of the page, which gradio draws after this script has run and anew as answers come.
  const watch = (does) => watchers.push(does);
  new MutationObserver(() => watchers.forEach((does) => does())).observe(document.documentElement, {
    childList: true,
    subtree: true,
  });

  // What runs once the question box is there.
  const begun = [];

  return { say, words, wide, calm, fragment, act, view, watch, opened, begun };
})();
