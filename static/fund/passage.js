// Marked words of an answer go into the advice form with one click. Without script they are copied and pasted.

function fillIn(event) {
  const link = event.target.closest('a[href^="?about="]');
  const form = document.getElementById("advice-form");
  if (!link || !form) return;
  const code = new URL(link.href).searchParams.get("about");
  const answer = document.querySelector(`[data-passage="${CSS.escape(code)}"]`);
  const marked = window.getSelection();
  event.preventDefault();
  form.elements.about.value = code;
  if (marked.rangeCount && answer?.contains(marked.getRangeAt(0).commonAncestorContainer)) {
    form.elements.passage.value = marked.toString().trim();
  }
  form.scrollIntoView({ block: "start" });
  form.elements[form.elements.passage.value ? "words" : "passage"].focus();
}

document.addEventListener("click", fillIn);
