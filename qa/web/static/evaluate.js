// Questions with known answers, asked of the present index in the background.
(() => {
  "use strict";
  const { fragment, view } = window.wenju;
  const POLL = 500; // ms
  const place = (name) => document.getElementById(`evaluate-${name}`);
  let watching = false;

  async function state(address, options) {
    const reply = await fragment(address, options);
    if (reply.ok) return JSON.parse(reply.html);
    if (place("result")) place("result").innerHTML = reply.html;
    return null;
  }

  function told(now) {
    const run = place("run");
    run.hidden = !now.running;
    run.querySelector("p").textContent = now.line;
    run.querySelector("progress").value = now.part;
    [place("seeds"), place("file")].forEach((each) => each && (each.disabled = now.running));
    if (!now.running) place("result").innerHTML = now.html;
  }

  async function watch(now) {
    if (watching) return;
    watching = true;
    while (now?.running && place("run")) {
      told(now);
      await new Promise((done) => setTimeout(done, POLL));
      now = (await state("/wenju/evaluate/run")) ?? now;
    }
    watching = false;
    if (now && place("run")) told(now);
  }

  async function start(body) {
    place("result").replaceChildren();
    watch(await state("/wenju/evaluate/run", { method: "POST", body }));
  }

  view("evaluate", () => {
    if (!place("run")) return;
    place("seeds")?.addEventListener("click", () => start());
    place("file").addEventListener("change", (event) => {
      const file = event.target.files[0];
      event.target.value = "";
      if (file) start(file);
    });
    place("stop").addEventListener("click", () => state("/wenju/evaluate/stop", { method: "POST" }));
    state("/wenju/evaluate/run").then((now) => (now?.running ? watch(now) : now && told(now)));
  });
})();
