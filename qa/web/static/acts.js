// What can be done with an answer: copy, link, export, say whether it helped, look at it otherwise, go on from it.
(() => {
  "use strict";
  const { act, fragment, say, watch } = window.wenju;

  function said(link, text) {
    const before = link.dataset.label ?? link.textContent;
    link.dataset.label = before;
    link.textContent = text;
    link.setAttribute("aria-live", "polite");
    setTimeout(() => (link.textContent = before), 2000);
  }

  async function copy(text, link) {
    try {
      await navigator.clipboard.writeText(text);
      said(link, say("copied"));
    } catch {
      said(link, say("not_copied"));
    }
  }

  act("copy-", async (name, link) => {
    const found = await fragment(`/wenju/answers/${name}.txt`);
    if (found.ok) copy(found.html, link);
    else said(link, say("gone"));
  });
  act("link-", (name, link) => copy(location.origin + decodeURIComponent(name), link));

  async function save(address, link) {
    const found = await fragment(address);
    if (!found.ok) return said(link, say("gone"));
    const file = document.createElement("a");
    file.href = URL.createObjectURL(new Blob([found.html]));
    file.download = `wenju.${address.split("?")[0].split(".").pop()}`;
    file.click();
    setTimeout(() => URL.revokeObjectURL(file.href), 10_000);
  }
  act("save-", (address, link) => save(address, link));
  act("saveall-", (form, link) => {
    const names = [...document.querySelectorAll("#chat .wj-acts")].map((row) => row.id.slice("acts-".length));
    if (names.length) save(`/wenju/conversation.${form}?answers=${names.join(".")}`, link);
  });

  async function judge(name, opinion) {
    const body = JSON.stringify(opinion);
    const headers = { "content-type": "application/json" };
    return (await fragment(`/wenju/answers/${name}/opinion`, { method: "POST", body, headers })).ok;
  }
  act("helped-", async (name, link) => said(link, say((await judge(name, { helpful: true })) ? "thanks" : "gone")));
  act("failed-", async (name, link) => {
    const slot = link.closest(".wj-turn").querySelector(".wj-opinion");
    if (slot.childElementCount) return slot.replaceChildren();
    const found = await fragment(`/wenju/answers/${name}/opinion`);
    if (!found.ok) return said(link, say("gone"));
    slot.innerHTML = found.html;
    slot.querySelector("input").focus();
    slot.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const given = new FormData(event.target);
      const kept = await judge(name, { helpful: false, reason: given.get("reason"), note: given.get("note") });
      slot.replaceChildren();
      said(link, say(kept ? "thanks" : "gone"));
      link.focus();
    });
  });

  // Slots of an answer are filled once it is there, off its own way: table, bars and timeline; what to ask next.
  const looks = new Map();
  async function fill(slot, address) {
    slot.classList.add("wj-filling");
    if (!looks.has(address)) looks.set(address, fragment(address));
    const found = await looks.get(address);
    slot.innerHTML = found.ok ? found.html : "";
    if (slot.querySelector(".wj-table")) slot.parentElement.querySelector(":scope > .wj-table")?.remove();
  }
  watch(() => {
    for (const slot of document.querySelectorAll(".wj-look:empty:not(.wj-filling)")) {
      const [, name, turn] = slot.id.split("-");
      fill(slot, `/wenju/answers/${name}/look/${turn}`);
    }
    const newest = [...document.querySelectorAll("#chat .wj-turn")].at(-1);
    document.querySelectorAll(".wj-next").forEach((slot) => {
      if (!newest.contains(slot)) slot.childElementCount && slot.replaceChildren();
      else if (!slot.classList.contains("wj-filling")) fill(slot, `/wenju/answers/${slot.id.slice("next-".length)}/next`);
    });
  });

  // A table is sorted by the column whose head is pressed; figures by their value.
  const collator = new Intl.Collator(document.documentElement.lang, { numeric: true });
  function compare(one, other) {
    if (one.dataset.by && other.dataset.by) return Number(one.dataset.by) - Number(other.dataset.by);
    return collator.compare(one.textContent, other.textContent);
  }
  document.addEventListener("click", (event) => {
    const button = event.target.closest?.(".wj-sort");
    if (!button) return;
    const head = button.closest("th");
    const table = head.closest("table");
    const up = head.getAttribute("aria-sort") !== "ascending";
    table.querySelectorAll("th[aria-sort]").forEach((other) => other.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", up ? "ascending" : "descending");
    const rows = [...table.tBodies[0].rows];
    rows.sort((a, b) => compare(a.cells[head.cellIndex], b.cells[head.cellIndex]) * (up ? 1 : -1));
    table.tBodies[0].append(...rows);
  });
})();
