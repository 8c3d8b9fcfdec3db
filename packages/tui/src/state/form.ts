import type { Answer, ElicitationValue, Question } from "@codex/core";
import * as z from "zod/mini";

/** One thing that a form asks for. */
export interface FormField {
  readonly key: string;
  readonly label: string;
  readonly about: string | undefined;
  /** What it may be, where that is a list. */
  readonly options: readonly string[];
  readonly required: boolean;
  readonly isSecret: boolean;
  /** Undefined when the text is not of the field's kind. */
  readonly valueOf: (text: string) => ElicitationValue | undefined;
}

/** A form is an object of plain fields. */
const FormSchema = z.object({
  properties: z._default(z.record(z.string(), z.unknown()), {}),
  required: z._default(z.array(z.string()), []),
});

const FieldSchema = z.object({
  type: z.optional(z.string()),
  title: z.optional(z.string()),
  description: z.optional(z.string()),
  enum: z.optional(z.array(z.string())),
});

/** What has to be typed to answer; none when a key is enough. */
export function fieldsOf(question: Question): readonly FormField[] {
  switch (question.kind) {
    case "elicitation": {
      const form = FormSchema.safeParse(question.requestedSchema).data;
      return Object.entries(form?.properties ?? {}).map(([key, schema]) => {
        const field = FieldSchema.safeParse(schema).data ?? {};
        return {
          key,
          label: field.title ?? key,
          about: field.description,
          options: field.enum ?? (field.type === "boolean" ? ["yes", "no"] : []),
          required: form?.required.includes(key) === true,
          isSecret: false,
          valueOf: (text) => valueOfField(text, field),
        };
      });
    }
    case "user-questions":
      return question.questions.map(({ id, header, question: words, options = [], isSecret }) => ({
        key: id,
        label: words === "" ? header : words,
        about: options.map(({ label, description }) => `${label}: ${description}`).join("; ") || undefined,
        options: options.map(({ label }) => label),
        required: true,
        isSecret: isSecret === true,
        valueOf: (text) => (text === "" ? undefined : text),
      }));
    case "command":
    case "patch":
    case "permissions":
      return [];
    default:
      return question satisfies never;
  }
}

/** The answer that a filled-in form is. */
export function formAnswer(question: Question, values: ReadonlyMap<string, ElicitationValue>): Answer {
  if (question.kind !== "user-questions") return { type: "accepted", content: Object.fromEntries(values) };
  return {
    type: "answered",
    answers: Object.fromEntries([...values].map(([key, value]) => [key, [String(value)]])),
  };
}

function valueOfField(
  text: string,
  { type, enum: options }: z.infer<typeof FieldSchema>,
): ElicitationValue | undefined {
  if (options !== undefined) return options.includes(text) ? text : undefined;
  switch (type) {
    case "boolean":
      return /^(?:y|yes|true)$/i.test(text) ? true : /^(?:n|no|false)$/i.test(text) ? false : undefined;
    case "number":
    case "integer": {
      const number = Number(text);
      const fits = type === "number" ? Number.isFinite(number) : Number.isInteger(number);
      return text !== "" && fits ? number : undefined;
    }
    default:
      return text === "" ? undefined : text;
  }
}
