// Pasting: cells of a spreadsheet fill a table of answers, and a text keeps its paragraphs and bullets.

import { addRow, rowsOf } from "./table.js";
import { pounds, readPence, tidy } from "./typed.js";

// The cells of what a spreadsheet puts on the clipboard: tabs between cells, a cell with line ends in quotation marks.
export function cellsOf(text) {
  const rows = [[""]];
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const character = text[at];
    const row = rows[rows.length - 1];
    const last = row.length - 1;
    if (isQuoted && character === '"' && text[at + 1] === '"') {
      row[last] += '"';
      at += 1;
    } else if (character === '"' && (isQuoted ? /[\t\r\n]|$/.test(text[at + 1] ?? "") : row[last] === "" && closes(text, at))) {
      isQuoted = !isQuoted;
    } else if (isQuoted) {
      row[last] += character;
    } else if (character === "\t") {
      row.push("");
    } else if (character === "\n") {
      rows.push([""]);
    } else if (character !== "\r") {
      row[last] += character;
    }
  }
  while (rows.length && rows[rows.length - 1].every((cell) => cell.trim() === "")) rows.pop();
  return rows;
}

// A quotation mark opens a cell only if another one closes it before the next tab; 5" of snow is no opening.
function closes(text, at) {
  return /^"(?:[^"]|"")*"(?:[\t\r\n]|$)/.test(text.slice(at));
}

const plain = (words) => words.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, " ").trim();

// Which column each pasted one goes to, and whether the first row was headings.
function columnsFor(row, first, start) {
  const columns = [...row.querySelectorAll(":scope > [data-column]")];
  const names = columns.map((column) => {
    const label = column.querySelector(".rows__label").cloneNode(true);
    label.querySelectorAll("span").forEach((more) => more.remove());
    return [plain(column.dataset.column), plain(label.textContent)];
  });
  const found = first.map((words) => names.findIndex((name) => name.includes(plain(words))));
  const hits = found.filter((nth) => nth >= 0).length;
  if (hits > 1 && new Set(found.filter((nth) => nth >= 0)).size === hits) return { columns: found, hasHeadings: true };
  return { columns: first.map((_, nth) => (start + nth < columns.length ? start + nth : -1)), hasHeadings: false };
}

function put(column, words) {
  const box = column.querySelector("select, textarea, input");
  if (box.type === "checkbox") {
    const wanted = words.split(/[;,\n]/).map(plain);
    column.querySelectorAll("input").forEach((tick) => { tick.checked = wanted.includes(plain(tick.labels[0].textContent)); });
  } else if (box.tagName === "SELECT") {
    const wanted = plain(words);
    const option = [...box.options].find((one) => one.value && [plain(one.value), plain(one.textContent)].includes(wanted))
      ?? [...box.options].find((one) => one.value && wanted && plain(one.textContent).startsWith(wanted));
    box.value = option ? option.value : "";
  } else if (box.dataset.money) {
    const pence = readPence(words);
    box.value = pence === null ? words.trim() : pounds(pence).slice(1);
  } else {
    box.value = box.tagName === "TEXTAREA" ? tidy(words) : tidy(words).replace(/\s+/g, " ");
  }
}

// Fill cells to the right and rows downwards from where the writer stands. What does not fit is said.
function fill(table, box, grid) {
  const here = box.closest("[data-row]");
  const start = [...here.querySelectorAll(":scope > [data-column]")].indexOf(box.closest("[data-column]"));
  const { columns, hasHeadings } = columnsFor(here, grid[0], start);
  const lines = grid.slice(hasHeadings ? 1 : 0).filter((line) => line.some((cell) => cell.trim() !== ""));
  let number = rowsOf(table).indexOf(here);
  let done = 0;
  for (const line of lines) {
    const row = rowsOf(table)[number] ?? addRow(table);
    if (!row) break;
    const boxes = [...row.querySelectorAll(":scope > [data-column]")];
    line.forEach((words, nth) => { if (boxes[columns[nth]]) put(boxes[columns[nth]], words); });
    number += 1;
    done += 1;
  }
  if (table.dataset.most && rowsOf(table).length === number) addRow(table);
  const left = lines.length - done;
  const rows = (many) => (many === 1 ? "1 row" : `${many} rows`);
  say(table, `${rows(done)} filled in.${left ? ` There was no room for ${rows(left)}.` : ""}`);
  rowsOf(table).forEach((row) => row.querySelectorAll("textarea").forEach((area) => area.dispatchEvent(new Event("input"))));
  box.dispatchEvent(new Event("input", { bubbles: true }));
  box.dispatchEvent(new Event("change", { bubbles: true }));
}

function say(table, words) {
  let line = table.querySelector(":scope > .rows__said");
  if (!line) {
    line = document.createElement("p");
    line.className = "rows__said quiet";
    line.setAttribute("role", "status");
    table.append(line);
  }
  line.textContent = words;
}

const BULLETS = /^[·•▪o§]\t\s*/gm;
const letters = (text) => text.replace(/^o\t/gm, "").replace(/\P{L}/gu, "");
const BLOCKS = "p, div, h1, h2, h3, h4, h5, h6, tr, blockquote, pre";

// What was copied from a word processor as plain text: an empty line between paragraphs, a bullet before each item.
export function plainText(html) {
  const unstyled = html.replace(/<style[^]*?<\/style>/gi, "").replace(/\sstyle\s*=/gi, " data-style="); // else the policy complains
  const page = new DOMParser().parseFromString(unstyled, "text/html");
  page.querySelectorAll("script, title").forEach((part) => part.remove());
  const lines = [];
  collect(page.body, lines);
  const text = lines.map(({ words, isItem }, nth) => {
    const gap = nth && !(isItem && lines[nth - 1].isItem) ? "\n" : "";
    return gap + words;
  });
  return text.join("\n");
}

function collect(node, lines) {
  const inner = [...node.querySelectorAll("li, " + BLOCKS)].filter((part) => !part.querySelector("li, " + BLOCKS));
  if (!inner.length) return keep(lines, node.textContent, "");
  for (const part of inner) {
    const list = part.closest("ol, ul");
    const mark = part.querySelector("[data-style*='mso-list:Ignore'], [data-style*='mso-list: Ignore']");
    let bullet = "";
    if (mark) {
      const written = mark.textContent.trim();
      bullet = /^[\p{L}\p{N}]+[.)]/u.test(written) ? `${written} ` : "• ";
      mark.remove();
    } else if (part.closest("li")) {
      const items = list ? [...list.children].filter((item) => item.tagName === "LI") : [];
      bullet = list?.tagName === "OL" ? `${items.indexOf(part.closest("li")) + 1}. ` : "• ";
    }
    part.querySelectorAll("br").forEach((end) => end.replaceWith("\u2028"));
    keep(lines, part.textContent, bullet);
  }
  return lines;
}

function keep(lines, text, bullet) {
  const words = text.replace(/[^\S\u2028]+/gu, " ").replace(/ ?\u2028 ?/gu, "\n").trim();
  if (words) lines.push({ words: bullet + words, isItem: Boolean(bullet) });
}

// As typed text, so that one press of undo takes it back.
function insert(box, text) {
  if (!document.execCommand("insertText", false, text)) {
    box.setRangeText(text, box.selectionStart, box.selectionEnd, "end");
    box.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

document.addEventListener("paste", (event) => {
  const box = event.target;
  if (!(box instanceof Element) || !box.matches("input, select, textarea")) return;
  const text = event.clipboardData.getData("text/plain");
  const table = box.closest("[data-table]");
  const isArea = box.tagName === "TEXTAREA";
  const hasBullets = isArea && text.search(BULLETS) >= 0;
  if (table && !hasBullets && (text.includes("\t") || (!isArea && /\n./.test(text.trim())))) {
    event.preventDefault();
    fill(table, box, cellsOf(text));
    return;
  }
  const html = event.clipboardData.getData("text/html");
  if (isArea && html) {
    const kept = plainText(html);
    if (letters(kept) !== letters(text)) return; // something would be lost: let the browser paste its own way
    event.preventDefault();
    insert(box, kept);
  } else if (hasBullets) {
    event.preventDefault();
    insert(box, text.replace(BULLETS, "• "));
  }
});
