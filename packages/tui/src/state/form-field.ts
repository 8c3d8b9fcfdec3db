import type { ElicitationValue } from "@codex/core";
import * as z from "zod/mini";
import type { FormField, FormOption } from "./form.js";

const TitledSchema = z.object({ const: z.string(), title: z.optional(z.string()) });
const ChoicesSchema = z.object({
  enum: z.optional(z.array(z.string())),
  enumNames: z.optional(z.array(z.string())),
  oneOf: z.optional(z.array(TitledSchema)),
  anyOf: z.optional(z.array(TitledSchema)),
});

const FieldSchema = z.extend(ChoicesSchema, {
  type: z.optional(z.string()),
  title: z.optional(z.string()),
  description: z.optional(z.string()),
  default: z.optional(z.union([z.string(), z.number(), z.boolean(), z.array(z.string())])),
  items: z.optional(ChoicesSchema),
  minimum: z.optional(z.number()),
  maximum: z.optional(z.number()),
  minLength: z.optional(z.number()),
  maxLength: z.optional(z.number()),
  format: z.optional(z.string()),
  minItems: z.optional(z.number()),
  maxItems: z.optional(z.number()),
});
type FieldSchema = z.infer<typeof FieldSchema>;

/** A property of an MCP server's form. */
export function formField(key: string, schema: unknown, required: boolean): FormField {
  const field = FieldSchema.safeParse(schema).data ?? {};
  const isMultiple = field.type === "array";
  const options = field.type === "boolean" ? YES_NO : optionsOf((isMultiple ? field.items : field) ?? {});
  return {
    key,
    label: field.title ?? key,
    about: field.description,
    options,
    isMultiple,
    isFree: options.length === 0,
    required,
    isSecret: false,
    initial: field.default,
    expects: options.length === 0 ? expectationOf(field) : choiceOf(field),
    valueOf: (text) => valueOfText(text, field),
    isFit: (value) => !Array.isArray(value) || isCount(value.length, field),
  };
}

const YES_NO: readonly FormOption[] = [
  { label: "yes", about: "", value: true },
  { label: "no", about: "", value: false },
];

function optionsOf({ enum: values, enumNames, oneOf, anyOf }: z.infer<typeof ChoicesSchema>): readonly FormOption[] {
  const titled = oneOf ?? anyOf;
  if (titled !== undefined)
    return titled.map(({ const: value, title }) => ({ label: title ?? value, about: "", value }));
  return (values ?? []).map((value, index) => ({ label: enumNames?.[index] ?? value, about: "", value }));
}

/** For fields without options. */
function valueOfText(text: string, field: FieldSchema): ElicitationValue | undefined {
  if (text === "") return undefined;
  const { type, minimum = -Infinity, maximum = Infinity, minLength = 0, maxLength = Infinity } = field;
  if (type === "array") return text.split(",").map((part) => part.trim());
  if (type !== "number" && type !== "integer") {
    const { length } = [...text];
    const isFormed = formatOf(field)?.test(text) ?? true;
    return isFormed && length >= minLength && length <= maxLength ? text : undefined;
  }
  const number = Number(text);
  return (type === "number" ? Number.isFinite(number) : Number.isInteger(number)) &&
    number >= minimum &&
    number <= maximum
    ? number
    : undefined;
}

function expectationOf(field: FieldSchema): string {
  const { type, minimum, maximum, minLength, maxLength } = field;
  const format = formatOf(field);
  if (format !== undefined) return format.words;
  const kind = type === "integer" ? "a whole number" : type === "number" ? "a number" : "a text";
  const [least, most] = kind === "a text" ? [minLength, maxLength] : [minimum, maximum];
  const unit = kind === "a text" ? " characters" : "";
  if (least !== undefined && most !== undefined) return `${kind} from ${least} to ${most}${unit}`;
  if (least !== undefined) return `${kind} of ${least}${unit} or more`;
  return most === undefined ? kind : `${kind} of ${most}${unit} or less`;
}

function choiceOf({ type, minItems = 0, maxItems = Infinity }: FieldSchema): string {
  if (type !== "array") return "one of these";
  if (minItems === maxItems) return `${minItems} of these`;
  if (maxItems < Infinity)
    return minItems === 0 ? `at most ${maxItems} of these` : `${minItems} to ${maxItems} of these`;
  return minItems > 1 ? `${minItems} or more of these` : "one of these";
}

function isCount(count: number, { minItems = 0, maxItems = Infinity }: FieldSchema): boolean {
  return count >= minItems && count <= maxItems;
}

/** A format that servers check; others are left to them. */
function formatOf({ type, format }: FieldSchema): TextFormat | undefined {
  return type === "string" && format !== undefined ? FORMATS.get(format) : undefined;
}

interface TextFormat {
  /** For people. */
  readonly words: string;
  readonly test: (text: string) => boolean;
}

const FORMATS: ReadonlyMap<string, TextFormat> = new Map([
  ["email", { words: "an e-mail address", test: (text) => /^[^\s@]+@[^\s@]+$/.test(text) }],
  ["uri", { words: "an address such as https://example.com/", test: (text) => !/\s/.test(text) && URL.canParse(text) }],
  ["date", { words: "a date such as 2026-01-31", test: isDate }],
  ["date-time", { words: "a time with its zone such as 2026-01-31T15:00:00Z", test: isDateTime }],
]);

function isDate(text: string): boolean {
  // Days that the month does not have would count into the next one.
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text)) && isoDay(text) === text;
}

const isoDay = (text: string): string => new Date(text).toISOString().slice(0, 10);

function isDateTime(text: string): boolean {
  const [, day = "", time = ""] = /^(\d{4}-\d\d-\d\d)(T\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|[+-]\d\d:\d\d))$/i.exec(text) ?? [];
  return isDate(day) && !Number.isNaN(Date.parse(`${day}${time}`));
}
