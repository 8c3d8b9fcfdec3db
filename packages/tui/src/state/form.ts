import type { Answer, ElicitationValue, Question, UserQuestion } from "@codex/core";
import * as z from "zod/mini";
import { formField } from "./form-field.js";

/** One field of a form. */
export interface FormField {
  readonly key: string;
  readonly label: string;
  readonly about: string | undefined;
  /** The possible values, if they are listed. */
  readonly options: readonly FormOption[];
  /** Whether it takes several values. */
  readonly isMultiple: boolean;
  /** Whether text other than the options is accepted. */
  readonly isFree: boolean;
  readonly required: boolean;
  readonly isSecret: boolean;
  /** Its value if the user changes nothing. */
  readonly initial: ElicitationValue | undefined;
  /** Describes the expected input, for people. */
  readonly expects: string;
  /** The value of text that names no option; undefined if it has the wrong type. */
  readonly valueOf: (text: string) => ElicitationValue | undefined;
  /** Whether it accepts a value of its type. */
  readonly isFit: (value: ElicitationValue) => boolean;
}

export interface FormOption {
  readonly label: string;
  readonly about: string;
  readonly value: string | boolean;
}

/** A form is an object of primitive fields. */
const FormSchema = z.object({
  properties: z._default(z.record(z.string(), z.unknown()), {}),
  required: z._default(z.array(z.string()), []),
});

/** The fields to fill in; none if a key is enough. */
export function fieldsOf(question: Question): readonly FormField[] {
  switch (question.kind) {
    case "elicitation": {
      const { properties = {}, required = [] } = FormSchema.safeParse(question.requestedSchema).data ?? {};
      return Object.entries(properties).map(([key, schema]) => formField(key, schema, required.includes(key)));
    }
    case "user-questions":
      return question.questions.map(userField);
    case "command":
    case "patch":
    case "permissions":
      return [];
    default:
      return question satisfies never;
  }
}

function userField({ id, header, question, options = [], isSecret }: UserQuestion): FormField {
  return {
    key: id,
    label: question === "" ? header : question,
    about: undefined,
    options: options.map(({ label, description }) => ({ label, about: description, value: label })),
    isMultiple: false,
    isFree: true,
    required: true,
    isSecret: isSecret === true,
    initial: undefined,
    expects: "some words",
    valueOf: (text) => (text === "" ? undefined : text),
    isFit: () => true,
  };
}

/** The option that the text names, by number or label. */
export function optionNamed({ options }: Pick<FormField, "options">, text: string): number | undefined {
  const wanted = text.trim().toLowerCase();
  const byWords = options.findIndex(
    ({ label, value }) => label.toLowerCase() === wanted || String(value).toLowerCase() === wanted,
  );
  if (byWords >= 0) return byWords;
  const number = /^\d{1,3}$/.test(wanted) ? Number(wanted) : 0;
  return number >= 1 && number <= options.length ? number - 1 : undefined;
}

/** The typed text as the field's value; undefined if it is not valid. */
export function valueTyped(field: FormField, text: string): ElicitationValue | undefined {
  if (field.options.length === 0) return field.valueOf(text);
  if (field.isMultiple) {
    const named = text.split(",").map((part) => optionNamed(field, part));
    return named.includes(undefined)
      ? undefined
      : valuesAt(
          field,
          named.filter((index) => index !== undefined),
        );
  }
  const named = optionNamed(field, text);
  if (named === undefined) return field.isFree ? field.valueOf(text) : undefined;
  return field.options[named]?.value;
}

export function valuesAt({ options }: FormField, indices: readonly number[]): string[] {
  return options.flatMap(({ value }, index) => (indices.includes(index) ? [String(value)] : []));
}

/** Whether an empty list is an answer: the field must have a value, and no option need be in it. */
export function mayBeNone({ isMultiple, required, isFit }: FormField): boolean {
  return isMultiple && required && isFit([]);
}

/** The answer of a filled-in form. */
export function formAnswer(question: Question, values: ReadonlyMap<string, ElicitationValue>): Answer {
  if (question.kind !== "user-questions") return { type: "accepted", content: Object.fromEntries(values) };
  return {
    type: "answered",
    answers: Object.fromEntries([...values].map(([key, value]) => [key, [String(value)]])),
  };
}
