// For pages that save by their buttons alone: asks before one is left on which something was typed and not sent, and
// puts it back where a phone ended the page by itself. What was typed stays in this window, until it is saved.

const form = document.querySelector("form[data-unsaved]");
const PLACE = `unsaved ${location.pathname}`;
let isTyped = form?.dataset.unsaved === "yes";
let isSent = false;

const isTick = (box) => ["checkbox", "radio"].includes(box.type);
const nameOf = (box) => (isTick(box) ? `${box.name}=${box.value}` : box.name);
const boxes = () => [...form.elements].filter((box) => box.name && !["hidden", "submit", "button", "file"].includes(box.type));
const typed = (box) => (isTick(box) ? box.checked : box.value);

// What the fund's page said when it came.
function given(box) {
  if (isTick(box)) return box.defaultChecked;
  if (box.tagName !== "SELECT") return box.defaultValue;
  return ([...box.options].find((one) => one.defaultSelected) ?? box.options[0])?.value ?? "";
}

function keep() {
  isTyped = true;
  const changed = boxes().filter((box) => typed(box) !== given(box));
  const words = changed.map((box) => [nameOf(box), given(box), typed(box)]);
  try { sessionStorage.setItem(PLACE, JSON.stringify(words)); } catch { /* full or forbidden: then it only asks */ }
}

// Where the fund now says something else than then, it was saved or somebody else was there: that stays.
function putBack() {
  let kept = [];
  try { kept = JSON.parse(sessionStorage.getItem(PLACE) ?? "[]"); } catch { return; }
  const there = new Map(boxes().map((box) => [nameOf(box), box]));
  let isBack = false;
  for (const [name, before, words] of kept) {
    const box = there.get(name);
    if (!box || given(box) !== before || ![before, words].includes(typed(box))) continue;
    if (isTick(box)) box.checked = words; else box.value = words;
    isBack = true;
  }
  if (!isBack) return sessionStorage.removeItem(PLACE);
  isTyped = true;
  const said = form.querySelector("[data-is-back]");
  if (said) said.hidden = false;
}

if (form) {
  if (!isTyped) putBack();
  form.addEventListener("input", keep);
  form.addEventListener("change", keep);
  form.addEventListener("submit", () => { isSent = true; });
  window.addEventListener("pageshow", () => { isSent = false; });
  window.addEventListener("beforeunload", (event) => { if (isTyped && !isSent) event.preventDefault(); });
}
