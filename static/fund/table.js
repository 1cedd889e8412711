// Tables of answers: the total as one types, and more rows where something is pasted.

import { pounds, readPence } from "./typed.js";

const BOXES = "input, select, textarea";

export const rowsOf = (table) => [...table.querySelectorAll(":scope > [data-row]")];

export function isEmpty(row) {
  return [...row.querySelectorAll(BOXES)].every((box) =>
    box.type === "checkbox" ? !box.checked : box.value.trim() === "");
}

// Put an empty row under the last one; null where the table is full or its rows are given.
export function addRow(table) {
  const rows = rowsOf(table);
  if (rows.length >= Number(table.dataset.most ?? 0)) return null;
  const last = rows[rows.length - 1];
  const row = last.cloneNode(true);
  const number = rows.length;
  const name = table.dataset.table;
  row.setAttribute("aria-label", `Row ${number + 1}`);
  row.querySelectorAll("[aria-live], .ds_hint-text:not(.word-count)").forEach((part) => part.remove());
  row.querySelectorAll("*").forEach((part) => {
    ["name", "id", "for", "aria-describedby"].forEach((attribute) => {
      const value = part.getAttribute(attribute);
      if (!value) return;
      const parts = value.split(" ").map((one) => (one.endsWith("_helptext") ? one : renumbered(one, name, number)));
      part.setAttribute(attribute, parts.join(" "));
    });
    part.classList.remove("ds_input--error");
    part.removeAttribute("aria-invalid");
    if (part.matches(BOXES)) empty(part);
  });
  last.after(row);
  row.dispatchEvent(new CustomEvent("htmx:load", { bubbles: true, detail: { elt: row } }));
  return row;
}

function renumbered(value, name, number) {
  const start = value.startsWith("id_") ? `id_${name}-` : `${name}-`;
  if (!value.startsWith(start)) return value;
  return start + value.slice(start.length).replace(/^\d+/, String(number));
}

function empty(box) {
  delete box.dataset.counts;
  if (box.type === "checkbox") box.checked = false;
  else box.value = "";
}

// The sum of the amounts that can be read. Said once the writer pauses, so that nobody hears it at each key.
function addUp(line) {
  const table = line.closest("[data-table]");
  if (!table || line.dataset.addsUp) return;
  line.dataset.addsUp = "yes";
  const said = document.createElement("p");
  said.className = "visually-hidden";
  said.setAttribute("aria-live", "polite");
  line.after(said);
  let pause;
  table.addEventListener("input", () => {
    const amounts = [...table.querySelectorAll("[data-money]")].map((box) => readPence(box.value) ?? 0);
    const total = pounds(amounts.reduce((sum, pence) => sum + pence, 0));
    if (line.querySelector("strong").textContent === total) return;
    line.querySelector("strong").textContent = total;
    clearTimeout(pause);
    pause = setTimeout(() => { said.textContent = `Total: ${total}`; }, 1000);
  });
}

function wake(root) {
  root.querySelectorAll?.("[data-total]").forEach(addUp);
}

wake(document);
document.addEventListener("htmx:load", (event) => wake(event.detail.elt));
