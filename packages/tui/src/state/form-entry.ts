import type { ElicitationValue } from "@codex/core";
import { type Composer, draftText, emptyComposer, withDraft } from "./composer.js";
import { type FormField, mayBeNone, optionNamed, valuesAt, valueTyped } from "./form.js";

/** The user's input for a field so far. */
export interface FormEntry {
  readonly typed: Composer;
  /** The index of the option that Enter chooses. */
  readonly marked: number | undefined;
  /** The marked options of a field with several values; undefined while the user and the default have marked none. */
  readonly picked: readonly number[] | undefined;
}

/** The field's initial state. */
export function beginEntry({ options, initial, isMultiple }: FormField): FormEntry {
  const values = initial === undefined ? [] : Array.isArray(initial) ? initial : [initial];
  const indices = options.flatMap(({ value }, index) => (values.some((one) => one === value) ? [index] : []));
  const isTyped = options.length === 0 && values.length > 0;
  return {
    typed: isTyped ? withDraft(emptyComposer, values.join(", ")) : emptyComposer,
    marked: isMultiple ? undefined : indices[0],
    picked: isMultiple && indices.length > 0 ? indices : undefined,
  };
}

/** The marked option: text that names an option takes precedence over the arrows. */
export function markedIn(field: FormField, { typed, marked }: FormEntry): number | undefined {
  const text = draftText(typed);
  return text === "" ? marked : optionNamed(field, text);
}

/** Marks the next or previous option; wraps around. */
export function moveMark(field: FormField, entry: FormEntry, by: 1 | -1): FormEntry {
  const count = field.options.length;
  if (count === 0) return entry;
  const now = markedIn(field, entry) ?? (by > 0 ? -1 : count);
  return { ...entry, typed: emptyComposer, marked: (now + by + count) % count };
}

/** Picks the marked option, or unpicks it. */
export function togglePick(field: FormField, entry: FormEntry): FormEntry {
  const marked = markedIn(field, entry);
  if (marked === undefined) return entry;
  const { picked = [] } = entry;
  const next = picked.includes(marked) ? picked.filter((index) => index !== marked) : [...picked, marked];
  return { typed: emptyComposer, marked, picked: next };
}

export type Entered =
  | { readonly type: "nothing" }
  | { readonly type: "value"; readonly value: ElicitationValue }
  /** The field does not accept the input. */
  | { readonly type: "unfit" };

export function enteredIn(field: FormField, entry: FormEntry): Entered {
  const text = draftText(entry.typed).trim();
  const value = text === "" ? chosenIn(field, entry) : valueTyped(field, text);
  if (value === undefined) return { type: text === "" ? "nothing" : "unfit" };
  return field.isFit(value) ? { type: "value", value } : { type: "unfit" };
}

function chosenIn(field: FormField, { marked, picked }: FormEntry): ElicitationValue | undefined {
  if (!field.isMultiple) return marked === undefined ? undefined : field.options[marked]?.value;
  const chosen = picked ?? (marked === undefined ? [] : [marked]);
  if (chosen.length > 0) return valuesAt(field, chosen);
  // Leaving it out would bring back the default of a field whose options were all unmarked.
  return mayBeNone(field) || (picked !== undefined && field.isFit([])) ? [] : undefined;
}
