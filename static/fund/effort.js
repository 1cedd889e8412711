// Counts minutes of writing, for groups that want it: one beat a minute while somebody types or points.

const page = document.querySelector("[data-effort]");
if (page) {
  let active = false;
  ["keydown", "pointerdown", "scroll"].forEach((kind) => {
    document.addEventListener(kind, () => { active = true; }, { passive: true });
  });
  setInterval(() => {
    if (!active || document.hidden) return;
    active = false;
    const body = new FormData();
    body.append("csrfmiddlewaretoken", document.querySelector("[name=csrfmiddlewaretoken]").value);
    fetch(page.dataset.effort, { method: "POST", body, redirect: "manual" }).catch(() => {});
  }, 60000);
}
