// What a question is narrowed to: a form that folds, and a chip for each filter in use.
(() => {
  "use strict";
  const { act, fragment, say, filters, narrow, begun } = window.wenju;
  const form = () => document.getElementById("filter-form");

  function paint() {
    const list = document.getElementById("filter-list");
    if (!list) return;
    const shown = [];
    if (filters.after || filters.before) shown.push(["period", `${filters.after ?? ""}…${filters.before ?? ""}`]);
    if (filters.publisher) shown.push(["publisher", filters.publisher]);
    if (filters.article) shown.push(["article", filters.title || say("this_article")]);
    list.replaceChildren(
      ...shown.map(([name, text]) => {
        const chip = document.createElement("a");
        chip.className = "wj-chip wj-limit";
        chip.href = `#unfilter-${name}`;
        chip.setAttribute("aria-label", `${say("remove")}: ${text}`);
        chip.textContent = `${text} ✕`;
        return chip;
      }),
    );
    document.getElementById("filter-chips").hidden = shown.length === 0;
  }

  function set(given) {
    Object.assign(filters, given);
    for (const name of ["after", "before", "publisher"]) {
      const field = form()?.elements[name];
      if (field && field.value !== (filters[name] ?? "")) field.value = filters[name] ?? "";
    }
    narrow();
    paint();
  }
  window.wenju.setFilters = set;

  act("unfilter-", (name) => {
    if (name === "period") set({ after: null, before: null });
    else if (name === "publisher") set({ publisher: null });
    else if (name === "article") set({ article: null, title: null });
    else set({ after: null, before: null, publisher: null, article: null, title: null });
    document.querySelector("#question textarea").focus();
  });

  // The period or publisher that a question named becomes a filter, and the question is asked anew.
  act("only-", (name, link) => {
    set(Object.fromEntries(new URLSearchParams(name)));
    const turn = window.wenju.turnOf(link);
    window.wenju.ask(document.getElementById(`turn-${turn}`)?.textContent ?? "", turn);
  });

  act("about-", (name, link) => {
    set({ article: name, title: link.closest(".wj-article")?.querySelector("h2 bdi")?.textContent });
    window.wenju.show("ask");
    document.querySelector("#question textarea").focus();
  });

  async function offer() {
    const found = await fragment("/wenju/filters");
    if (!found.ok) return;
    const open = document.getElementById("filter-box")?.open;
    document.getElementById("filters").innerHTML = found.html;
    document.getElementById("filter-box").open = Boolean(open);
    form().addEventListener("change", (event) => set({ [event.target.name]: event.target.value || null }));
    form().addEventListener("submit", (event) => event.preventDefault());
    set({});
  }
  begun.push(offer);

  // Another version is in use: its publishers, and how many articles it holds.
  document.addEventListener("wenju:built", async () => {
    offer();
    const [found, line] = [await fragment("/wenju/stock"), document.querySelector("#stock p")];
    if (found.ok && line) line.innerHTML = found.html;
  });
})();
