"use strict";
// The terminal takes the keys from the start, and whenever the page is looked at again, without a click.
function takeKeys() {
  const keys = document.querySelector(".xterm-helper-textarea");
  if (keys && !document.body.classList.contains("-closed")) keys.focus();
}
document.addEventListener("DOMContentLoaded", () => {
  const again = document.getElementById("again");
  again.addEventListener("click", () => window.location.reload());
  new MutationObserver(() => {
    takeKeys();
    if (document.body.classList.contains("-closed")) again.focus();
  }).observe(document.body, { attributeFilter: ["class"] });
  window.addEventListener("focus", takeKeys);
});
