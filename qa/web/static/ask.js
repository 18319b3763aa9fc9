// The chat: the question box has the keyboard, and the newest turn is in sight.
(() => {
  "use strict";
  const { act, wide, calm, watch } = window.wenju;

  act("close", (_, link) => (link.closest(".wj-build").hidden = true));

  let focused = false;
  let turns = 0;
  let built = null;
  watch(() => {
    const box = document.querySelector("#question textarea");
    if (!focused && box) {
      focused = true;
      if (wide() && document.activeElement === document.body) box.focus();
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
    }
  });
})();
