// All articles: a page of the list at a time, and what can be done to an article.
(() => {
  "use strict";
  const { fragment, view } = window.wenju;
  let asked = {}; // order and page; the conditions stand in the form
  let turn = 0; // only the newest list is shown, whatever order the replies come in

  const place = (name) => document.getElementById(`corpus-${name}`);
  const post = (action, values) => fragment(`/wenju/corpus/${action}?${new URLSearchParams(values)}`, { method: "POST" });

  async function list(focus) {
    const mine = ++turn;
    const conditions = Object.fromEntries(new FormData(place("conditions")));
    const shown = place("list");
    shown.setAttribute("aria-busy", "true");
    const found = await fragment(`/wenju/corpus/list?${new URLSearchParams({ ...conditions, ...asked })}`);
    if (mine !== turn || !shown.isConnected) return;
    shown.innerHTML = found.html;
    shown.removeAttribute("aria-busy");
    if (focus) (shown.querySelector(focus) ?? shown.querySelector("a"))?.focus();
  }

  async function done(found) {
    const said = place("done");
    if (found.ok) said.innerHTML = found.html;
    else said.innerHTML = `<div class="wj-said wj-failed">${found.html}</div>`;
    const removed = await fragment("/wenju/corpus/removed");
    if (removed.ok) place("removed").innerHTML = removed.html;
    await list();
    said.tabIndex = -1;
    said.focus();
    said.scrollIntoView({ block: "nearest" });
  }

  // The dialog stays until the server has done it, or is left by Cancel or Escape.
  function ask(button) {
    const sure = place("sure");
    const [which, told, yes] = [".wj-which", ".wj-told", "[value=yes]"].map((each) => sure.querySelector(each));
    let whole = "";
    which.textContent = button.closest("tr").querySelector(".wj-col-title a").textContent;
    told.replaceChildren();
    yes.disabled = false;
    sure.onclick = async (event) => {
      const chosen = event.target.closest("button");
      if (!chosen) return;
      if (!chosen.value) return sure.close();
      yes.disabled = true;
      const reply = await fragment(
        `/wenju/corpus/remove?${new URLSearchParams({ doc_id: button.dataset.doc, whole })}`,
        { method: "POST" },
      );
      yes.disabled = false;
      if (reply.ok) {
        sure.close();
        return done(reply);
      }
      told.innerHTML = reply.html; // of a file with several articles: pressed again, all of it goes
      whole = reply.status === 428 ? "1" : "";
    };
    sure.onclose = () => button.isConnected && button.focus();
    sure.showModal();
  }

  view("corpus", (panel) => {
    asked = {};
    const form = place("conditions");
    if (!form) return;
    const anew = () => {
      delete asked.page;
      list();
    };
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      anew();
    });
    form.addEventListener("change", anew);
    form.addEventListener("reset", () => setTimeout(anew));
    panel.querySelector("#corpus-list").addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (!button) return;
      const { sort, down, page } = button.dataset;
      if (sort) {
        asked = { sort, down };
        list(`[data-sort="${sort}"]`);
      } else if (page) {
        asked.page = page;
        list();
        window.scrollTo(0, 0);
      } else if (button.classList.contains("wj-remove")) ask(button);
    });
    place("removed").addEventListener("click", async (event) => {
      const button = event.target.closest(".wj-restore");
      if (!button) return;
      button.disabled = true;
      done(await post("restore", { id: button.dataset.id }));
    });
  });
})();
