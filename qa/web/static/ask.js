// The chat: asking from anywhere on the page, editing and asking again; the newest turn is in sight.
(() => {
  "use strict";
  const { act, wide, calm, watch, say, words, fragment, begun } = window.wenju;
  const box = () => document.querySelector("#question textarea");
  const turnOf = (element) => Number(element.closest(".wj-turn")?.id.replace("reply-", "")) || null;

  // gradio reads a field when it hears of input.
  function write(field, text) {
    const own = Object.getPrototypeOf(field);
    Object.getOwnPropertyDescriptor(own, "value").set.call(field, text);
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const filters = {}; // after, before, publisher, article: what the next question is narrowed to
  let editing = null; // the turn that the next question takes the place of

  function narrow() {
    const given = Object.fromEntries(Object.entries(filters).filter(([, value]) => value));
    delete given.title;
    if (editing) given.turn = editing;
    const field = document.querySelector("#narrowed input, #narrowed textarea");
    if (field) write(field, Object.keys(given).length ? JSON.stringify(given) : "");
  }

  let leaving = null; // the edit that ends once its question is sent
  function edit(turn) {
    clearTimeout(leaving);
    editing = turn;
    narrow();
    const note = document.getElementById("editing");
    if (!note) return;
    note.hidden = !turn;
    note.firstElementChild.textContent = say("editing");
    note.lastElementChild.textContent = say("cancel");
  }

  const PACE = 1500; // ms between two looks at what became of a question
  const underway = () => document.querySelector(".wj-turn:last-child :is(.wj-state, .wj-growing)");
  const newest = () => [...document.querySelectorAll(".wj-question")].at(-1)?.textContent;
  const send = () => document.getElementById("send")?.click();

  let following = false;
  function ask(question, turn = null) {
    edit(turn);
    following = true;
    write(box(), question);
    setTimeout(send, 50); // gradio takes the field's text over in its next step
  }

  Object.assign(window.wenju, { write, filters, narrow, ask, turnOf });

  act("close", (_, link) => (link.closest(".wj-build").hidden = true));
  act("ask-", (name) => ask(decodeURIComponent(name)));
  act("again-", (name, link) => ask(decodeURIComponent(name), turnOf(link)));
  const question = (turn) => document.getElementById(`turn-${turn}`)?.textContent ?? "";
  act("retry-", (_, link) => ask(question(turnOf(link)), turnOf(link)));
  act("edit-", (_, link) => {
    write(box(), question(turnOf(link)));
    edit(turnOf(link));
    box().focus();
    box().setSelectionRange(box().value.length, box().value.length);
  });
  act("unedit", () => {
    edit(null);
    write(box(), "");
    box().focus();
  });

  let ready = false;
  let turns = 0;
  let last = null;
  let built = null;

  // ?q=… asks once when the page is opened; ?v=… says for which version the link was made.
  async function asked() {
    const given = new URLSearchParams(location.search);
    const wanted = given.get("q");
    if (!wanted) return;
    history.replaceState(null, "", location.pathname + location.hash);
    const version = await window.wenju.fragment(`/wenju/version?v=${encodeURIComponent(given.get("v") ?? "")}`);
    const note = document.getElementById("editing");
    if (version.ok && version.html && note) note.insertAdjacentHTML("beforebegin", version.html);
    ask(wanted);
  }

  function begin() {
    const place = document.getElementById("filters");
    if (ready || !place || !box() || !document.querySelector(".wj-welcome, .wj-question")) return;
    ready = true;
    if (wide() && document.activeElement === document.body) box().focus();
    const note = document.createElement("p");
    note.id = "editing";
    note.hidden = true;
    note.setAttribute("role", "status");
    note.innerHTML = '<span></span> <a class="wj-act" href="#unedit"></a>';
    place.after(note);
    window.wenju.begun.forEach((does) => does());
    words.then(asked);
  }

  watch(() => {
    begin();
    // gradio labels each message with its raw HTML, which a screen reader would read out
    document.querySelectorAll("#chat [data-testid][aria-label]").forEach((it) => it.removeAttribute("aria-label"));
    // and calls a group of buttons a list
    document.querySelectorAll("#chat .examples[role]").forEach((it) => it.removeAttribute("role"));
    const questions = document.querySelectorAll(".wj-question");
    const latest = questions[questions.length - 1];
    if (latest && (questions.length > turns || (following && latest !== last))) {
      latest.scrollIntoView({ block: "start" }); // at once: what glides there draws frames while the answer is made
      following = false;
    }
    if (questions.length !== turns && editing && document.querySelector(".wj-turn:last-child .wj-state")) edit(null);
    if (questions.length === 0 && turns > 0) edit(null);
    last = latest;
    turns = questions.length;
    const done = document.querySelector("#build .wj-done");
    if (done !== built) {
      built = done;
      if (done && done.getBoundingClientRect().top < 0) done.scrollIntoView({ block: "start", behavior: calm() });
    }
  });

  // A question that was sent takes the place of the turn that was edited, once.
  const sent = () => {
    clearTimeout(leaving);
    leaving = setTimeout(() => editing && edit(null), 300);
  };
  document.addEventListener("keydown", (event) => {
    if (event.target === box() && event.key === "Enter" && !event.shiftKey && !event.isComposing) sent();
  });
  document.addEventListener("click", (event) => event.target.closest?.("#send") && sent());

  // The server may go while an answer is made: the page says so, and the question is back in the box. Once the server
  // is there again gradio loads the page anew, so the question waits in the tab's own storage meanwhile.
  const KEPT = "wenju-question";
  let asking = null; // what was sent last
  let looking = null;

  function lost() {
    const kept = box()?.value || (underway() ? newest() : "") || asking;
    if (kept) sessionStorage.setItem(KEPT, kept);
    if (kept && box() && !box().value) write(box(), kept);
    document.documentElement.classList.add("wj-offline");
    if (document.getElementById("offline")) return;
    const note = document.createElement("div");
    note.id = "offline";
    note.className = "wj-problem";
    note.setAttribute("role", "alert");
    for (const name of ["unreachable", "kept_question"]) {
      note.append(document.createElement(name === "unreachable" ? "b" : "p"));
      note.lastElementChild.textContent = say(name);
    }
    document.getElementById("filters")?.before(note);
  }

  async function look() {
    const found = await fragment("/wenju/words");
    if (!found.reached) lost();
    else {
      document.getElementById("offline")?.remove();
      document.documentElement.classList.remove("wj-offline");
    }
    looking = !found.reached || underway() ? setTimeout(look, PACE) : null;
  }

  // gradio takes no question for a moment after Stop, and the replies to one that is sent just as another event ends
  // wait for a next event: what brought nothing is sent once more (it takes none twice while one is answered) and nudged.
  function insist(question, turns) {
    const taken = box()?.value !== question || document.querySelectorAll(".wj-question").length !== turns;
    if (!question.trim() || taken || underway()) return;
    send();
    document.getElementById("nudge")?.click();
  }

  function mind() {
    asking = box()?.value || asking;
    setTimeout(insist, PACE / 2, box()?.value ?? "", document.querySelectorAll(".wj-question").length);
    sessionStorage.removeItem(KEPT);
    clearTimeout(looking);
    looking = setTimeout(look, PACE / 3);
  }
  document.addEventListener("keydown", (event) => event.target === box() && event.key === "Enter" && mind(), true);
  document.addEventListener("click", (event) => event.target.closest?.("#send, #chat button.example") && mind(), true);

  begun.push(() => {
    const kept = sessionStorage.getItem(KEPT);
    sessionStorage.removeItem(KEPT);
    if (kept) write(box(), kept);
  });
})();
