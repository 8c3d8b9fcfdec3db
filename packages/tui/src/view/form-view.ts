import { draftText } from "../state/composer.js";
import { type FormField, mayBeNone } from "../state/form.js";
import { type FormEntry, markedIn } from "../state/form-entry.js";
import { graphemesOf } from "../text/graphemes.js";
import { EMPTY, type Safe, safe, safeLine, safeLines } from "../text/safe.js";
import { fitRow, widthOf, wrapRows } from "../text/styled.js";
import { listRows } from "./list-view.js";
import type { Look } from "./look.js";

export interface FormView {
  /** Who asks, and about what. */
  readonly heading: readonly Safe[];
  readonly field: FormField;
  readonly entry: FormEntry;
  readonly fault: string | undefined;
  readonly place: { readonly at: number; readonly of: number };
  /** Whether it is answered in lines. */
  readonly isPlain?: boolean;
}

export interface FormRows {
  readonly rows: readonly Safe[];
  readonly cursor: { readonly row: number; readonly before: Safe };
}

/** How many options are shown at least; the others are reached by moving. */
const LEAST_OPTIONS = 2;

/** Longer labels go on rows of their own. */
const MAX_LABEL = 40;

/** The current field, on at most `maxRows` rows. */
export function formRows(
  { heading, field, entry, fault, place, isPlain = false }: FormView,
  look: Look,
  maxRows: number,
): FormRows {
  const { paint } = look;
  const columns = look.columns() - 1;
  const label = safeLine(field.label);
  const isShort = widthOf(label) <= Math.min(MAX_LABEL, columns / 2) && field.options.length === 0;
  const question = isShort ? [] : labelRows(field, look);
  const about = field.about === undefined ? [] : safeLines(field.about).flatMap((line) => wrapRows(line, columns - 2));
  const input = inputRow(field, entry, isShort ? safe`  ${label}: ` : safe`  ${leadOf(field)}: `, columns);
  const faults = fault === undefined ? [] : wrapRows(paint.warning(safeLine(fault)), columns - 2).map(indented);
  const keys = wrapRows(isPlain ? linesOf(field, place) : keysOf(field, place), columns - 2);
  const parts = fitParts(
    {
      gap: [EMPTY],
      keys: keys.map((row) => paint.dim(indented(row))),
      about: about.map((row) => paint.dim(indented(row))),
      heading,
      question,
    },
    maxRows - 1 - faults.length - Math.min(field.options.length, LEAST_OPTIONS),
  );
  const above = [...parts.gap, ...parts.heading, ...parts.question, ...parts.about];
  const below = [...faults, ...parts.keys];
  const options = optionRows(field, entry, look, Math.max(1, maxRows - above.length - below.length - 1));
  const rows = [...above, ...options, input.row, ...below].slice(0, Math.max(1, maxRows));
  return { rows, cursor: { row: Math.min(above.length + options.length, rows.length - 1), before: input.before } };
}

const indented = (row: Safe): Safe => safe`  ${row}`;

interface Parts {
  readonly gap: readonly Safe[];
  readonly keys: readonly Safe[];
  readonly about: readonly Safe[];
  readonly heading: readonly Safe[];
  readonly question: readonly Safe[];
}

/** The parts without what has no room; those that help least go first. Of a heading, the end stays. */
function fitParts(parts: Parts, room: number): Parts {
  let excess = Object.values(parts).flat().length - room;
  const fit = (rows: readonly Safe[]) => {
    const dropped = Math.min(rows.length, Math.max(0, excess));
    excess -= dropped;
    return { dropped, kept: rows.slice(0, rows.length - dropped) };
  };
  const gap = fit(parts.gap).kept;
  const keys = fit(parts.keys).kept;
  const about = fit(parts.about).kept;
  const heading = parts.heading.slice(fit(parts.heading).dropped);
  return { gap, keys, about, heading, question: fit(parts.question).kept };
}

function labelRows(field: FormField, look: Look): Safe[] {
  return wrapRows(look.paint.bold(safeLine(field.label)), look.columns() - 3).map((row) => safe`  ${row}`);
}

function leadOf({ options, isFree, isMultiple }: FormField): Safe {
  if (options.length === 0) return safe`answer`;
  if (isFree) return safe`or in your own words`;
  return isMultiple ? safe`or their numbers` : safe`or its number`;
}

function optionRows(field: FormField, entry: FormEntry, look: Look, room: number): Safe[] {
  if (field.options.length === 0) return [];
  const choices = field.options.map(({ label, about }, index) => {
    const box = field.isMultiple
      ? entry.picked?.includes(index) === true
        ? `${look.marks.stepDone} `
        : `${look.marks.stepOpen} `
      : "";
    return { name: `${box}${index + 1} ${label}`, detail: about, value: index };
  });
  const selected = markedIn(field, entry) ?? -1;
  const narrow = { ...look, columns: () => look.columns() - 2 };
  return listRows({ choices, selected }, narrow, room).map((row) => safe`  ${row}`);
}

/** For long answers, the part before the cursor is shown. */
function inputRow({ isSecret }: FormField, { typed }: FormEntry, lead: Safe, columns: number) {
  const shown = (text: string) => safeLine(isSecret ? "*".repeat(graphemesOf(text).length) : text);
  const room = Math.max(2, columns - widthOf(lead) - 1);
  const behind = shown(draftText({ atoms: typed.atoms.slice(typed.cursor) }));
  let first = 0;
  let before = shown(draftText({ atoms: typed.atoms.slice(0, typed.cursor) }));
  while (widthOf(before) > room && first < typed.cursor) {
    first++;
    before = shown(draftText({ atoms: typed.atoms.slice(first, typed.cursor) }));
  }
  return { row: fitRow(safe`${lead}${before}${behind}`, columns), before: safe`${lead}${before}` };
}

function keysOf(field: FormField, { at, of }: FormView["place"]): Safe {
  const { options, isMultiple, required } = field;
  const place = of === 1 ? "" : ` (${at} of ${of})`;
  const enter = options.length === 0 || isMultiple ? "goes on" : "takes it";
  const keys = [
    ...(options.length === 0 ? [] : ["arrows choose"]),
    ...(isMultiple ? ["Space marks"] : []),
    `Enter ${enter}${place}`,
    ...(at === 1 ? [] : ["Shift-Tab back"]),
    ...(mayBeNone(field) ? ["empty: none of them"] : required ? [] : ["empty: left out"]),
    "Esc no",
  ];
  return safeLine(keys.join("   "));
}

/** The same for answers in lines. */
function linesOf(field: FormField, { at, of }: FormView["place"]): Safe {
  const { options, isFree, isMultiple, required } = field;
  const place = of === 1 ? "" : ` (${at} of ${of})`;
  const number = isMultiple ? "numbers with commas between them" : isFree ? "a number, or words" : "a number";
  const lines = [
    `type ${options.length === 0 ? "the answer" : number}${place}`,
    ...(at === 1 ? [] : ["< goes back"]),
    ...(mayBeNone(field) ? ["an empty line is none of them"] : required ? [] : ["an empty line skips it"]),
    "/no declines",
    "/stop stops the turn",
  ];
  return safeLine(`question: ${lines.join(", ")}`);
}
