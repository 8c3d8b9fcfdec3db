import type { Answer, ElicitationQuestion } from "@codex/core";
import { terminalLine, terminalName, terminalText } from "@codex/terminal";
import * as z from "zod/mini";
import type { ChatScreen } from "./chat-screen.js";

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
type Field = z.infer<typeof FieldSchema>;

type Value = string | number | boolean;

/** Asks the user what an MCP server wants to know, field by field. Ctrl-C declines. */
export async function askElicitation(
  { server, message, requestedSchema }: ElicitationQuestion,
  screen: ChatScreen,
  signal: AbortSignal,
): Promise<Answer> {
  const { style, print, line } = screen;
  print(["", `${style.yellow(`${terminalName(server)} asks`)} ${terminalText(message)}`]);
  const form = FormSchema.safeParse(requestedSchema);
  if (!form.success) return { type: "denied" };
  const content: Record<string, Value> = {};
  for (const [name, schema] of Object.entries(form.data.properties)) {
    const field = FieldSchema.safeParse(schema).data ?? {};
    const required = form.data.required.includes(name);
    const value = await askField({ name, field, required }, (prompt) => line.ask(prompt, signal));
    if (value.type === "declined") return { type: "denied" };
    if (value.type === "given") content[name] = value.value;
  }
  if (Object.keys(content).length > 0) return { type: "accepted", content };
  const agreed = await line.ask("agree? y yes, n no", signal);
  return /^y(es)?$/i.test(agreed ?? "") ? { type: "accepted", content } : { type: "denied" };
}

interface FieldRequest {
  readonly name: string;
  readonly field: Field;
  readonly required: boolean;
}

type FieldAnswer =
  | { readonly type: "given"; readonly value: Value }
  | { readonly type: "left-out" }
  | { readonly type: "declined" };

async function askField(
  { name, field, required }: FieldRequest,
  ask: (prompt: string) => Promise<string | undefined>,
): Promise<FieldAnswer> {
  const about = field.description === undefined ? "" : ` (${terminalLine(field.description)})`;
  const choices = field.enum === undefined ? "" : ` [${field.enum.map(terminalLine).join(", ")}]`;
  for (;;) {
    const answer = await ask(`${terminalLine(field.title ?? name)}${about}${choices}${required ? "" : ", or nothing"}`);
    if (answer === undefined) return { type: "declined" };
    if (answer === "" && !required) return { type: "left-out" };
    const value = valueOfField(answer, field);
    if (value !== undefined) return { type: "given", value };
  }
}

/** Undefined when the answer is not of the field's kind. */
function valueOfField(answer: string, field: Field): Value | undefined {
  if (field.enum !== undefined) return field.enum.includes(answer) ? answer : undefined;
  switch (field.type) {
    case "boolean":
      return /^(y|yes|true)$/i.test(answer) ? true : /^(n|no|false)$/i.test(answer) ? false : undefined;
    case "number":
    case "integer": {
      const number = Number(answer);
      const fits = field.type === "number" ? Number.isFinite(number) : Number.isInteger(number);
      return answer !== "" && fits ? number : undefined;
    }
    default:
      return answer === "" ? undefined : answer;
  }
}
