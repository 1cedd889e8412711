// Saves each answer while it is typed. Without script the buttons do the same; nothing is kept in the browser's store.

const PAUSE = 2000; // in milliseconds: a rest in typing
const AGAIN = 15000;
const form = document.getElementById("answers");
const source = document.getElementById("autosave");

const waiting = new Set(); // questions with something that is not saved yet
const clashing = new Set(); // questions whose writer has to choose first
const since = {}; // for questions that were settled after a clash: the version that the writer has seen
let sending = null;
let revision = 0;
let pause;
let isOver = false; // the round is closed, or the form is on its way

const codes = form ? [...form.querySelectorAll("[data-code]")].map((answer) => answer.dataset.code) : [];
const codeOf = (field) => field.closest?.("[data-code]")?.dataset.code;
const belongs = (name, code) => name === code || name.startsWith(`${code}-`);
const questionOf = (name) => codes.filter((code) => belongs(name, code)).sort((a, b) => b.length - a.length)[0];

function show(words) {
  document.getElementById("saved-at").textContent = words;
}

// The answers to these questions as the server takes them, numbered in the order in which they leave.
function parcel(ready) {
  const typed = new FormData(form);
  const values = new FormData();
  for (const name of ["csrfmiddlewaretoken", "version", "page"]) values.append(name, typed.get(name));
  values.append("since", JSON.stringify(since));
  values.append("revision", ++revision);
  for (const code of ready) values.append("changed", code);
  for (const [name, value] of typed) {
    if (typeof value === "string" && ready.includes(questionOf(name))) values.append(name, value);
  }
  return values;
}

function send() {
  clearTimeout(pause);
  const ready = [...waiting].filter((code) => !clashing.has(code));
  if (isOver || sending || !ready.length) return;
  const values = parcel(ready);
  sending = ready;
  for (const code of ready) waiting.delete(code);
  show("Saving…");
  window.htmx.ajax("POST", form.dataset.autosave, { source, target: "#autosave-answer", values });
}

// A page that is closed or left cannot wait for an answer: what is on its way is sent once more, with the rest.
function leave() {
  const ready = [...new Set([...(sending ?? []), ...waiting])].filter((code) => !clashing.has(code));
  if (!isOver && ready.length) navigator.sendBeacon(form.dataset.autosave, parcel(ready));
}

function typedIn(event) {
  const field = event.target;
  const code = codeOf(field);
  if (!code || field.type === "file") return;
  waiting.add(code);
  if (!isOver && !clashing.size) show("Not saved yet");
  clearTimeout(pause);
  pause = setTimeout(send, PAUSE);
}

// What became of it. 200 is saved; 409 a clash or the end; 413 too much; all else is tried again, with the text left where it is.
function answered(event) {
  if (event.detail.requestConfig?.elt !== source || event.detail.requestConfig.verb !== "post") return;
  const { status } = event.detail.xhr;
  const sent = sending ?? [];
  sending = null;
  if (status === 200) {
    sent.forEach(mended);
    once("Your answers are saved while you type.");
    if (waiting.size) pause = setTimeout(send, PAUSE);
    return;
  }
  if (status === 409) {
    isOver = !sent.some((code) => clashing.has(code));
    show(isOver ? "Not saved" : "One answer is not saved. Choose which of the two to keep.");
    for (const code of sent) waiting.add(code);
    if ([...waiting].some((code) => !clashing.has(code))) pause = setTimeout(send, PAUSE);
    return;
  }
  for (const code of sent) waiting.add(code);
  if (status === 413) {
    show("Not saved: this is too much text. Make it shorter. What you typed is on this page.");
    return;
  }
  show(status === 401 ? "Not saved yet: sign in again" : "Not saved yet. We try again; what you typed is on this page.");
  pause = setTimeout(again, AGAIN);
}

// A fresh token first: signing in again makes the old one useless.
function again() {
  if (waiting.size && !sending && !isOver) window.htmx.trigger("#here", "look");
}

function mended(code) {
  const answer = document.getElementById(`answer-${code}`);
  const isWrong = document.getElementById(`said-${code}`).textContent.trim() !== "";
  answer.querySelectorAll(".ds_question__error-message").forEach((words) => words.remove());
  answer.querySelectorAll(".ds_question--error").forEach((box) => box.classList.remove("ds_question--error"));
  answer.querySelectorAll("input, textarea, select").forEach((field) => {
    if (isWrong) field.setAttribute("aria-invalid", "true");
    else field.removeAttribute("aria-invalid");
  });
}

let isSaid = false;
function once(words) {
  if (!isSaid) document.getElementById("said-once").textContent = words;
  isSaid = true;
}

function choose(event) {
  const button = event.target.closest("[data-keep], [data-take]");
  if (!button) return;
  const code = button.dataset.keep ?? button.dataset.take;
  since[code] = Number(button.dataset.version);
  form.elements.since.value = JSON.stringify(since);
  clashing.delete(code);
  if (button.dataset.keep) {
    waiting.add(code);
    send();
    document.getElementById(`answer-${code}`).querySelector("input, textarea, select")?.focus();
  } else {
    waiting.delete(code);
    const address = `${form.dataset.autosave}?question=${encodeURIComponent(code)}`;
    const target = `#answer-${code}`;
    window.htmx.ajax("GET", address, { source, target, swap: "outerHTML" }).then(() => {
      document.querySelector(target)?.querySelector("input, textarea, select")?.focus();
    });
  }
}

function start() {
  form.addEventListener("input", typedIn);
  form.addEventListener("change", (event) => { typedIn(event); send(); });
  form.addEventListener("click", choose);
  form.addEventListener("submit", () => { isOver = true; });
  window.addEventListener("pagehide", leave);
  window.addEventListener("pageshow", () => { isOver = false; });
  document.addEventListener("visibilitychange", () => (document.hidden ? send() : again()));
  window.addEventListener("focus", again);
  window.addEventListener("beforeunload", (event) => { if (waiting.size && !isOver) event.preventDefault(); });
  document.addEventListener("answers-kept", (event) => event.detail.clashes.forEach((code) => clashing.add(code)));
  document.addEventListener("htmx:beforeSwap", (event) => {
    const { elt } = event.detail.requestConfig;
    const isOurs = elt === source || elt.id === "here";
    const { status } = event.detail.xhr;
    if (isOurs && [401, 409].includes(status)) event.detail.shouldSwap = true;
    if (isOurs && [401, 409, 413].includes(status)) event.detail.isError = false;
  });
  document.addEventListener("htmx:afterRequest", answered);
  document.addEventListener("htmx:afterSwap", (event) => {
    const token = event.detail.target.querySelector?.("[data-token]")?.dataset.token;
    if (!token) return;
    document.querySelectorAll("input[name=csrfmiddlewaretoken]").forEach((field) => { field.value = token; });
    send();
  });
}

if (form && source && window.htmx) start();
