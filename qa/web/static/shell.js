// The header, the views, the language and the theme.
(() => {
  "use strict";
  const { fragment, say, act, opened } = window.wenju;
  const root = document.documentElement;

  const header = document.createElement("header");
  header.id = "top";
  document.body.prepend(header);

  // Theme: gradio puts its own class on the body and changes it with the system.
  const asked = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => localStorage.getItem("wenju-theme") ?? "auto";
  function paint() {
    const dark = theme() === "dark" || (theme() === "auto" && asked.matches);
    root.classList.toggle("wj-dark", dark);
    if (document.body.classList.contains("dark") !== dark) document.body.classList.toggle("dark", dark);
  }
  asked.addEventListener("change", paint);
  new MutationObserver(paint).observe(document.body, { attributes: true, attributeFilter: ["class"] });
  paint();

  // Views: each is loaded when it is first opened, and again when its link is clicked while it is open.
  const known = () => [...header.querySelectorAll(".wj-views a")].map((link) => link.getAttribute("href").slice(2));
  const wanted = () => location.hash.match(/^#\/([a-z]+)$/)?.[1];
  const asking = () => document.querySelector("gradio-app") ?? document.querySelector(".gradio-container");

  function panel(name) {
    let place = document.getElementById(`view-${name}`);
    if (!place) {
      place = document.createElement("main");
      place.id = `view-${name}`;
      place.className = "wj-view";
      place.tabIndex = -1;
      document.body.append(place);
    }
    return place;
  }

  async function load(name) {
    const place = panel(name);
    if (!place.childElementCount) place.innerHTML = `<p class="wj-notice" role="status">${say("loading")}</p>`;
    place.setAttribute("aria-busy", "true");
    place.dataset.stale = "";
    const found = await fragment(`/wenju/views/${name}`);
    place.innerHTML = found.html;
    place.removeAttribute("aria-busy");
    if (!found.ok) place.dataset.stale = "yes"; // it is loaded anew when the view is opened again
    if (found.ok) opened[name]?.(place);
  }

  function show() {
    const names = known();
    const name = names.includes(wanted()) ? wanted() : "ask";
    root.dataset.view = name; // the style hides the view that gradio draws while another one is open
    document.querySelectorAll(".wj-view").forEach((place) => (place.hidden = place.id !== `view-${name}`));
    header.querySelectorAll(".wj-views a").forEach((link) => {
      if (link.getAttribute("href") === `#/${name}`) link.setAttribute("aria-current", "page");
      else link.removeAttribute("aria-current");
    });
    const skip = header.querySelector(".wj-skip");
    if (skip) skip.href = name === "ask" ? "#question" : `#view-${name}`;
    if (name !== "ask" && document.getElementById(`view-${name}`)?.dataset.stale !== "") load(name);
  }

  act("/", (name) => {
    if (wanted() === name && name !== "ask") load(name);
    if (location.hash !== `#/${name}`) history.pushState(null, "", `${location.pathname}${location.search}#/${name}`);
    show();
    window.scrollTo(0, 0);
  });
  window.addEventListener("popstate", show);
  window.addEventListener("hashchange", show);

  act("question", () => document.querySelector("#question textarea")?.focus());
  act("view-", (name) => panel(name).focus());

  window.wenju.show = (name) => {
    history.pushState(null, "", `${location.pathname}${location.search}#/${name}`);
    show();
  };
  window.wenju.reload = load;

  (async () => {
    const found = await fragment("/wenju/shell");
    header.innerHTML = found.html;
    const language = header.querySelector("#wj-language");
    language?.addEventListener("change", () => {
      document.cookie = `wenju_language=${language.value}; path=/; max-age=31536000; samesite=strict`;
      location.reload(); // every part of the page is said by the server
    });
    const appearance = header.querySelector("#wj-theme");
    if (appearance) {
      appearance.value = theme();
      appearance.addEventListener("change", () => {
        localStorage.setItem("wenju-theme", appearance.value);
        paint();
      });
    }
    show();
  })();
})();
