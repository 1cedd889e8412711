// What people type, read as the server reads it (fund/kit/numbers.py). tests/cases/typed.json holds both to the same.

const SIGNS = { "，": ",", "．": ".", "－": "-", "−": "-", "–": "-", "＋": "+", "／": "/", "￡": "£", "’": "'" };
const MONTHS = [
  "january", "february", "march", "april", "may", "june",
  "july", "august", "september", "october", "november", "december",
];
const BREAKS = /\r\n|[\r\v\f\x85\u2028\u2029]/g;
// eslint-disable-next-line no-control-regex -- these are what may not stay in a text
const DROPPED = /[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069\u200b\u2060\ufeff\u00ad\ufffe\uffff]/gu;
// White space as the server knows it: what \s is there and not here.
const SPACE = /[\s\x1c-\x1f\x85]+/;

// A digit of any script as one of ours: the digits of a script stand in a row of ten, nought first.
function digit(character) {
  if (!/\p{Nd}/u.test(character)) return character;
  let value = 0;
  while (value < 9 && /\p{Nd}/u.test(String.fromCodePoint(character.codePointAt(0) - value - 1))) value += 1;
  const start = character.codePointAt(0) - value;
  return value < 9 || !/\p{Nd}/u.test(String.fromCodePoint(start - 1)) ? String(value) : String(wide(character));
}

// Rows of digits that touch each other, such as the mathematical ones, begin at U+1D7CE.
function wide(character) {
  return (character.codePointAt(0) - 0x1d7ce) % 10;
}

function plain(raw) {
  const text = [...String(raw)].map((character) => digit(SIGNS[character] ?? character)).join("");
  return text.split(SPACE).filter(Boolean).join(" ");
}

function unsigned(text) {
  const bare = text.replace(/^\+/, "").trim();
  return /^-\s*0+(\.0+)?$/.test(bare) ? "0" : bare;
}

function ungrouped(text) {
  return /^\d{1,3}( \d{3})+(\.\d{1,2})?$/.test(text) ? text.replaceAll(" ", ",") : text;
}

// A whole number, or null where it cannot be read for sure.
export function readWhole(raw) {
  const text = ungrouped(unsigned(plain(raw)));
  return /^(\d{1,3}(,\d{3})+|\d+)$/.test(text) ? Number(text.replaceAll(",", "")) : null;
}

// Pence, or null where the amount cannot be read for sure.
export function readPence(raw) {
  const text = ungrouped(unsigned(plain(raw).replaceAll("£", "").replaceAll("GBP", "").trim()));
  const found = /^(\d{1,3}(?:,\d{3})+|\d+)(?:\.(\d{1,2}))?$/.exec(text);
  if (!found || found[1].replaceAll(",", "").length > 12) return null;
  return Number(found[1].replaceAll(",", "")) * 100 + Number((found[2] ?? "").padEnd(2, "0"));
}

// A day in British order as 2027-01-25, or null.
export function readDay(raw) {
  const parts = dayParts(plain(raw).toLowerCase());
  if (!parts) return null;
  const [year, month, day] = parts;
  const when = new Date(Date.UTC(year, month - 1, day));
  if (when.getUTCMonth() !== month - 1 || when.getUTCDate() !== day) return null;
  return when.toISOString().slice(0, 10);
}

function dayParts(raw) {
  let found = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(raw);
  if (found) return [Number(found[1]), Number(found[2]), Number(found[3])];
  found = /^(\d{1,2}) ?[/.\- ] ?(\d{1,2}) ?[/.\- ] ?(\d{4}|\d{2})$/.exec(raw);
  if (found) return [century(found[3]), Number(found[2]), Number(found[1])];
  const text = raw.replace(/^(mon|tue|tues|wed|weds|thu|thur|thurs|fri|sat|sun)(day|nesday|sday|rsday|urday)?\b,?\s*/, "");
  found = /^(\d{1,2})(?:st|nd|rd|th)?(?: of)?[ -]*([a-z]{3,9})\.?,?[ -]*(\d{4}|\d{2})$/.exec(text);
  if (found) return named(found[3], found[2], found[1]);
  found = /^([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4})$/.exec(text);
  return found ? named(found[3], found[1], found[2]) : null;
}

function named(year, name, day) {
  const month = name === "sept" ? 9 : MONTHS.findIndex((long) => long === name || long.slice(0, 3) === name) + 1;
  return month ? [century(year), month, Number(day)] : null;
}

function century(digits) {
  return Number(digits) + (digits.length === 2 ? 2000 : 0);
}

// A text without what is neither kept nor seen.
export function tidy(raw) {
  return raw.replace(BREAKS, "\n").replace(DROPPED, "").normalize("NFC").trim();
}

export function countWords(raw) {
  return tidy(raw).split(SPACE).filter(Boolean).length;
}

export function pounds(pence) {
  const options = { minimumFractionDigits: pence % 100 ? 2 : 0, maximumFractionDigits: 2 };
  return `£${(pence / 100).toLocaleString("en-GB", options)}`;
}
