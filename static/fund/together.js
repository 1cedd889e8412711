// Comments stand beside the question that they are about. Without script they stand under the form, by question.

function putBeside() {
  for (const thread of document.querySelectorAll(".comments__thread[data-beside]")) {
    const box = document.getElementById(thread.dataset.beside) || document.getElementById(`${thread.dataset.beside}_0`);
    const question = box?.closest(".ds_question");
    if (!question) continue;
    thread.classList.add("comments__thread--beside");
    thread.removeAttribute("data-beside");
    question.append(thread);
  }
  for (const section of document.querySelectorAll(".comments[aria-labelledby$='-here']")) {
    section.hidden = !section.querySelector(".comments__thread");
  }
}

putBeside();
document.addEventListener("htmx:load", putBeside);
