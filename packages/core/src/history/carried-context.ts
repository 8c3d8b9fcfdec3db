import { type ResponseItem, type UpdatePlanArgs, UpdatePlanArgsSchema } from "@codex/protocol";
import * as z from "zod/mini";
import { parseArguments } from "../model/parse-arguments.js";

/** The text that a compaction keeps verbatim next to the summary. Serializable: it is also written to the rollout. */
export const CarriedContextSchema = z.object({
  /** AGENTS.md and the environment, as in the first messages of the conversation. */
  instructions: z.array(z.string()),
  lastUserMessage: z.optional(z.string()),
  plan: z.optional(UpdatePlanArgsSchema),
  touchedFiles: z.array(z.string()),
});
export type CarriedContext = z.infer<typeof CarriedContextSchema>;

/** Collects what must survive from the transcript, including what an earlier compaction carried. */
export async function gatherCarriedContext(
  items: readonly ResponseItem[],
  earlier: CarriedContext | undefined,
): Promise<CarriedContext> {
  const instructions = [...(earlier?.instructions ?? [])];
  const touchedFiles = new Set(earlier?.touchedFiles ?? []);
  let lastUserMessage = earlier?.lastUserMessage;
  let plan = earlier?.plan;
  for (const item of items) {
    const text = userText(item);
    if (text !== undefined && isContextMessage(text)) instructions.push(text);
    else if (text !== undefined) lastUserMessage = text;
    plan = (await planOf(item)) ?? plan;
    for (const file of patchedFiles(item)) touchedFiles.add(file);
  }
  return {
    instructions: latestOfEachKind(instructions),
    touchedFiles: [...touchedFiles],
    ...(lastUserMessage !== undefined && { lastUserMessage }),
    ...(plan !== undefined && { plan }),
  };
}

/** Renders the carried context for the model's instructions. */
export function renderCarriedContext(carried: CarriedContext): string {
  const { instructions, lastUserMessage, plan, touchedFiles } = carried;
  const sections = ["# Carried over\nEarlier messages of this conversation were replaced by a summary. Word for word:"];
  sections.push(...instructions);
  if (lastUserMessage !== undefined)
    sections.push(`## The user's latest message before the summary\n${lastUserMessage}`);
  if (plan !== undefined) {
    const steps = plan.plan.map(({ step, status }) => `- [${status}] ${step}`);
    sections.push(`## The open plan\n${steps.join("\n")}`);
  }
  if (touchedFiles.length > 0) {
    sections.push(`## Files changed so far\n${touchedFiles.map((file) => `- ${file}`).join("\n")}`);
  }
  return sections.join("\n\n");
}

function userText(item: ResponseItem): string | undefined {
  if (item.type !== "message" || item.role !== "user") return undefined;
  return item.content.flatMap((part) => (part.type === "input_text" ? [part.text] : [])).join("\n");
}

/** Instructions have one of two formats, depending on the model. */
const CONTEXT_KINDS = [/^(<user_instructions>|# AGENTS\.md instructions for )/, /^<environment_context>/];
const isContextMessage = (text: string) => CONTEXT_KINDS.some((kind) => kind.test(text));

/** A later environment replaces an earlier one. */
function latestOfEachKind(messages: readonly string[]): string[] {
  return CONTEXT_KINDS.flatMap((kind) => messages.findLast((message) => kind.test(message)) ?? []);
}

async function planOf(item: ResponseItem): Promise<UpdatePlanArgs | undefined> {
  if (item.type !== "function_call" || item.name !== "update_plan") return undefined;
  const parsed = await parseArguments(item.arguments, UpdatePlanArgsSchema);
  return parsed.ok ? parsed.value : undefined;
}

function patchedFiles(item: ResponseItem): string[] {
  const text = item.type === "function_call" ? item.arguments : item.type === "custom_tool_call" ? item.input : "";
  if (!text.includes("*** ")) return [];
  // In a function call the patch is inside JSON, where a newline is the two characters
  // .
  const lines = text.split(/\n|\\n/);
  return lines.flatMap(
    (line) =>
      /^\s*\*\*\* (?:Add|Update|Delete) File: (.+)$|^\s*\*\*\* Move to: (.+)$/
        .exec(line)
        ?.slice(1)
        .filter((file) => file !== undefined) ?? [],
  );
}
