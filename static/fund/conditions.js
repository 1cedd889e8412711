// Shows a question only while its condition is met, and judges as the server does (fund/questionnaires/conditions.py).

import { readDay, readPence, readWhole, tidy } from "./typed.js";

export const UNREAD = Symbol("typed, and not to be read");

function number(value) {
  if (Array.isArray(value)) return value.length;
  const text = String(value);
  return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : NaN;
}

const plain = (value) => String(value).toLowerCase();
const day = (value) => (typeof value === "string" && /^\d{4}-\d{2}-\d{2}$/.test(value) ? value : "");

function same(value, wanted) {
  if (Array.isArray(value)) return value.length === 1 && same(value[0], wanted);
  if (typeof wanted === "number" || typeof value === "number") return number(value) === number(wanted);
  return plain(value) === plain(wanted);
}

function holdsPart(value, part) {
  return Array.isArray(value) ? value.some((each) => same(each, part)) : plain(value).includes(plain(part));
}

function oneOf(value, wanted) {
  return [value].flat().some((each) => wanted.some((one) => same(each, one)));
}

const OPS = {
  equals: same,
  not_equals: (value, wanted) => !same(value, wanted),
  one_of: oneOf,
  none_of: (value, wanted) => !oneOf(value, wanted),
  contains: holdsPart,
  not_contains: (value, wanted) => !holdsPart(value, wanted),
  contains_any: (value, wanted) => wanted.some((part) => holdsPart(value, part)),
  contains_all: (value, wanted) => wanted.every((part) => holdsPart(value, part)),
  more_than: (value, wanted) => number(value) > number(wanted),
  less_than: (value, wanted) => number(value) < number(wanted),
  at_least: (value, wanted) => number(value) >= number(wanted),
  at_most: (value, wanted) => number(value) <= number(wanted),
  before: (value, wanted) => day(value) !== "" && day(value) < day(wanted),
  after: (value, wanted) => day(wanted) !== "" && day(value) > day(wanted),
};

function testHolds(test, given) {
  const isGiven = given.has(test.question);
  if (test.is === "not_answered") return !isGiven;
  if (!isGiven) return false;
  const value = given.get(test.question);
  return test.is === "answered" || (value !== UNREAD && OPS[test.is](value, test.value));
}

// Say whether a condition is met by what is given: a Map of answers by the codes of their questions.
export function holds(condition, given) {
  const tests = condition.tests ?? [];
  if (!tests.length) return true;
  const check = (test) => testHolds(test, given);
  return condition.match === "any" ? tests.some(check) : tests.every(check);
}

const READERS = {
  number: readWhole,
  money: (text) => (readPence(text) === null ? null : readPence(text) / 100),
  date: readDay,
};

// The answer that stands in a question now; undefined where there is none, UNREAD where it cannot be read.
export function answerIn(box) {
  const { kind, question } = box.dataset;
  if (kind === "budget" || kind === "group") return tableIn(box);
  const fields = [...box.querySelectorAll("input, select, textarea")].filter((field) => field.name === question);
  if (kind === "file") return fields.some((field) => field.files?.length) || box.dataset.hasFile ? UNREAD : undefined;
  if (kind === "many_of" || kind === "places") {
    const ticked = fields.filter((field) => field.checked).map((field) => field.value);
    return ticked.length ? ticked : undefined;
  }
  const chosen = fields.find((field) => field.type !== "radio" || field.checked);
  const text = tidy(chosen?.value ?? "");
  if (text === "") return undefined;
  return READERS[kind] ? READERS[kind](text) ?? UNREAD : text;
}

// Of a budget its total, of a table the number of its rows in which something stands.
function tableIn(box) {
  const rows = [...box.querySelectorAll("[data-row]")].filter(isFilled);
  if (!rows.length) return undefined;
  if (box.dataset.kind === "group") return rows.length;
  const amounts = rows.map((row) => readPence(row.querySelector("[data-money]").value));
  return amounts.includes(null) ? UNREAD : amounts.reduce((sum, pence) => sum + pence, 0) / 100;
}

function isFilled(row) {
  return [...row.querySelectorAll("input, select, textarea")].some((field) =>
    field.type === "checkbox" || field.type === "radio" ? field.checked : field.value.trim() !== "");
}

// A question whose condition is not met counts as not answered for those after it. What is typed in it stays.
function judge(form) {
  const given = new Map();
  form.querySelectorAll("[data-question]").forEach((box) => {
    const isShown = !box.dataset.shownIf || holds(JSON.parse(box.dataset.shownIf), given);
    if (box.hidden === isShown) box.hidden = !isShown;
    const answer = isShown ? answerIn(box) : undefined;
    if (answer !== undefined) given.set(box.dataset.question, answer);
  });
}

// Where the page itself follows the condition, its words need not.
function drop(box) {
  box.querySelectorAll(".only-if").forEach((words) => {
    words.hidden = true;
    const hint = words.parentElement;
    if (hint.textContent.trim() === words.textContent.trim()) hint.hidden = true;
  });
}

function wake(root) {
  const boxes = root.querySelectorAll ? [...root.querySelectorAll("[data-shown-if]")] : [];
  boxes.forEach(drop);
  new Set(boxes.map((box) => box.closest("form")).filter(Boolean)).forEach((form) => {
    judge(form);
    if (form.dataset.judged) return;
    form.dataset.judged = "yes";
    form.addEventListener("input", () => judge(form));
    form.addEventListener("change", () => judge(form));
  });
}

wake(document);
document.addEventListener("htmx:load", (event) => wake(event.detail.elt));
