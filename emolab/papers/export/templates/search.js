"use strict";
(function () {
  const input = document.getElementById("search");
  const found = document.getElementById("search-found");
  const hits = Array.from(document.querySelectorAll("[data-find]"));

  function look() {
    const words = input.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const hit of hits) {
      const text = " " + hit.dataset.find + " ";
      // a number is looked for as a whole, so that 2.1 is not found in 2.14
      const fits = words.every((word) => (/^[\d.]+$/.test(word)
        ? new RegExp("(^|[^\\d.])" + word.replace(/\./g, "\\.") + "(?![\\d])(?!\\.\\d)").test(text)
        : text.includes(word)));
      hit.hidden = !fits;
      count += fits ? 1 : 0;
    }
    found.textContent = words.length ? count + " of " + hits.length + " shown" : hits.length + " shown";
  }

  // what an address points to is shown, whatever is searched for, and its code is unfolded
  function goTo() {
    const name = decodeURIComponent(location.hash.slice(1));
    const target = name ? document.getElementById(name) : null;
    if (!target) return;
    const hit = target.closest("[data-find]");
    if (hit && hit.hidden) {
      input.value = "";
      look();
    }
    if (target.tagName === "DETAILS") target.open = true;
    target.scrollIntoView();
  }

  // what is wider or higher than its place can be scrolled with the keys too
  function reach() {
    for (const box of document.querySelectorAll(".scroll")) {
      const more = box.scrollWidth > box.clientWidth + 1 || box.scrollHeight > box.clientHeight + 1;
      if (more) box.tabIndex = 0;
      else box.removeAttribute("tabindex");
    }
  }

  if (input) {
    input.addEventListener("input", look);
    document.getElementById("search-form").addEventListener("submit", (event) => event.preventDefault());
    look();
  }
  window.addEventListener("hashchange", goTo);
  window.addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true);
  reach();
  if (location.hash) goTo();
})();
