// Asks before a page is left on which something was typed and not sent. For pages that save by their buttons alone.

const form = document.querySelector("form[data-unsaved]");
let isTyped = form?.dataset.unsaved === "yes";
let isSent = false;

if (form) {
  form.addEventListener("input", () => { isTyped = true; });
  form.addEventListener("change", () => { isTyped = true; });
  form.addEventListener("submit", () => { isSent = true; });
  window.addEventListener("pageshow", () => { isSent = false; });
  window.addEventListener("beforeunload", (event) => { if (isTyped && !isSent) event.preventDefault(); });
}
