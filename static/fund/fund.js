// What the pages do when script runs. Every page works without it.

import { countWords } from "./typed.js";

document.documentElement.classList.add("has-script");

// The design system's parts, without its tracking: this fund follows nobody.
const design = window.DS;
if (design) {
  design.base.tools.tracking.init = () => {};
  design.initAll();
}

// How many words are left, said when the writer pauses.
function showWords(box) {
  const most = Number(box.dataset.words);
  const line = document.getElementById(`${box.id}_words`);
  if (!most || !line || box.dataset.counts) return;
  box.dataset.counts = "yes";
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("aria-live", "polite");
  line.after(said);
  let pause;
  const words = () => {
    const written = countWords(box.value);
    const left = most - written;
    const one = Math.abs(left) === 1 ? "word" : "words";
    return left >= 0 ? `You have ${left} ${one} left of ${most}.` : `You are ${-left} ${one} over the limit of ${most}.`;
  };
  const show = () => {
    line.textContent = words();
    line.classList.toggle("word-count--over", line.textContent.includes("over"));
  };
  box.addEventListener("input", () => {
    show();
    clearTimeout(pause);
    pause = setTimeout(() => { said.textContent = words(); }, 1000);
  });
  if (box.value.trim()) show();
}

function wake(root) {
  root.querySelectorAll("textarea[data-words]").forEach(showWords);
}

wake(document);
document.addEventListener("htmx:load", (event) => wake(event.detail.elt));

// After a page with errors, start at the list of errors, unless a link led to one answer.
if (location.hash.length < 2) document.getElementById("error-summary")?.focus();

// A form is sent once, however often the button is pressed.
document.addEventListener("submit", (event) => {
  const form = event.target;
  if (event.defaultPrevented || form.method.toLowerCase() !== "post") return;
  // The answer begins at its own top, not where a link once led on this page.
  if (!form.hasAttribute("action")) form.action = location.pathname + location.search;
  if (form.classList.contains("is-sent")) event.preventDefault();
  else form.classList.add("is-sent");
});
window.addEventListener("pageshow", () => {
  document.querySelectorAll("form.is-sent").forEach((form) => form.classList.remove("is-sent"));
});

// A button with data-print prints the page.
document.querySelectorAll("[data-print]").forEach((button) => button.addEventListener("click", () => window.print()));

// A passkey that could not be used: say so beside the button instead of in the console.
document.addEventListener("allauth.error", (event) => {
  event.preventDefault();
  const button = document.querySelector("#passkey_login, #mfa_webauthn_add, #mfa_webauthn_authenticate, #mfa_webauthn_reauthenticate");
  if (!button) return;
  let line = document.getElementById("passkey-error");
  if (!line) {
    line = document.createElement("p");
    line.id = "passkey-error";
    line.setAttribute("role", "alert");
    button.before(line);
  }
  line.textContent = "That did not work. Try again, or choose another way.";
});

// Somebody who is no longer signed in is led to the sign-in page as a whole, not inside a part of this one.
document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, pathInfo } = event.detail;
  if (xhr.responseURL && new URL(xhr.responseURL).pathname !== new URL(pathInfo.requestPath, location.href).pathname) {
    event.detail.shouldSwap = false;
    location.reload();
  }
});
