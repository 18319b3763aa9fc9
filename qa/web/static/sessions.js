// Conversations that the browser keeps: the list is drawn by the server, which gradio's browser state travels to.
(() => {
  "use strict";
  const { act, say, write } = window.wenju;
  const command = (given) => {
    const field = document.querySelector("#command input, #command textarea");
    write(field, JSON.stringify(given));
    setTimeout(() => document.getElementById("obey").click(), 50); // gradio takes the field over in its next step
  };

  act("session-new", () => {
    command({ do: "new" });
    document.querySelector("#question textarea").focus();
  });
  act("session-open-", (name) => command({ do: "open", session_id: name }));
  act("session-delete-", (name, link) => {
    if (link.dataset.sure) return command({ do: "delete", session_id: name });
    const before = link.textContent;
    link.dataset.sure = "yes";
    link.textContent = say("sure");
    setTimeout(() => {
      delete link.dataset.sure;
      link.textContent = before;
    }, 4000);
  });
  act("session-rename-", (name, link) => {
    const row = link.closest("li");
    const title = row.querySelector("a");
    const field = document.createElement("input");
    field.type = "text";
    field.maxLength = 60;
    field.value = title.textContent;
    field.setAttribute("aria-label", say("name"));
    title.replaceWith(field);
    field.focus();
    field.select();
    let ended = false; // Enter ends it, and the field that then goes loses the focus, which ends it too
    const end = (keep) => {
      if (ended || !field.isConnected) return;
      ended = true;
      if (keep) command({ do: "rename", session_id: name, name: field.value });
      else field.replaceWith(title);
    };
    field.addEventListener("keydown", (event) => {
      if (event.key === "Enter") end(true);
      if (event.key === "Escape") end(false);
    });
    field.addEventListener("blur", () => end(true));
  });

  document.addEventListener("click", (event) => {
    document.querySelectorAll(".wj-sessions[open]").forEach((list) => {
      if (!list.contains(event.target)) list.open = false;
    });
  });
})();
