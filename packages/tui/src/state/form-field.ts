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
    expects: expectationOf(field),
    valueOf: (text) => valueOfText(text, field),
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
    return text.length >= minLength && text.length <= maxLength ? text : undefined;
  }
  const number = Number(text);
  return (type === "number" ? Number.isFinite(number) : Number.isInteger(number)) &&
    number >= minimum &&
    number <= maximum
    ? number
    : undefined;
}

function expectationOf({ type, minimum, maximum, minLength, maxLength }: FieldSchema): string {
  const kind = type === "integer" ? "a whole number" : type === "number" ? "a number" : "a text";
  const [least, most] = kind === "a text" ? [minLength, maxLength] : [minimum, maximum];
  const unit = kind === "a text" ? " characters" : "";
  if (least !== undefined && most !== undefined) return `${kind} from ${least} to ${most}${unit}`;
  if (least !== undefined) return `${kind} of ${least}${unit} or more`;
  return most === undefined ? kind : `${kind} of ${most}${unit} or less`;
}
