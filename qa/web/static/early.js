// Before the first paint: the theme that the reader chose, and the page's language.
(() => {
  "use strict";
  const root = document.documentElement;
  const stored = (name) => {
    try {
      return localStorage.getItem(name);
    } catch {
      return null; // storage is switched off: the page follows the system
    }
  };
  const chosen = stored("wenju-theme");
  const dark = chosen === "dark" || (chosen !== "light" && matchMedia("(prefers-color-scheme: dark)").matches);
  root.classList.toggle("wj-dark", dark);
  const cookie = document.cookie.match(/(?:^|; )wenju_language=(zh-CN|zh-TW|en)/);
  const language = (cookie ? cookie[1] : navigator.language).toLowerCase();
  const hant = /hant|tw|hk|mo/.test(language);
  root.lang = !language.startsWith("zh") ? "en" : hant ? "zh-Hant" : "zh-Hans";
})();
