import { type ResponseItem, type UpdatePlanArgs, UpdatePlanArgsSchema } from "@codex/protocol";
import * as z from "zod/mini";
import { parseArguments } from "../model/parse-arguments.js";
import { userText } from "./kept-messages.js";

/** What a compaction keeps verbatim beside the transcript, in the model's instructions. */
export interface CarriedContext {
  /** Developer instructions, skills, AGENTS.md and the environment, as in the first messages of the conversation. */
  readonly instructions: readonly string[];
  /** The user's messages, unless the transcript still has them. */
  readonly userMessages: readonly string[];
  readonly plan?: UpdatePlanArgs | undefined;
  readonly touchedFiles: readonly string[];
}

const CarriedContextSchema = z.object({
  instructions: z.array(z.string()),
  userMessages: z.optional(z.array(z.string())),
  /** Of earlier versions, in place of `userMessages`. */
  lastUserMessage: z.optional(z.string()),
  plan: z.optional(UpdatePlanArgsSchema),
  touchedFiles: z.array(z.string()),
});

/** What a rollout says was carried; undefined if nothing valid. */
export function parseCarriedContext(saved: unknown): CarriedContext | undefined {
  const { data } = CarriedContextSchema.safeParse(saved);
  if (data === undefined) return undefined;
  const { lastUserMessage, userMessages = lastUserMessage === undefined ? [] : [lastUserMessage], ...others } = data;
  return { ...others, userMessages };
}

/** Collects what must survive from the transcript, including what an earlier compaction carried. */
export async function gatherCarriedContext(
  items: readonly ResponseItem[],
  {
    earlier,
    developerInstructions,
  }: {
    readonly earlier: CarriedContext | undefined;
    readonly developerInstructions: string | undefined;
  },
): Promise<CarriedContext> {
  const texts = [...(earlier?.instructions ?? [])];
  const touchedFiles = new Set(earlier?.touchedFiles ?? []);
  let plan = earlier?.plan;
  for (const item of items) {
    if (item.type === "message" && item.role !== "assistant") texts.push(userText(item));
    plan = (await planOf(item)) ?? plan;
    for (const file of patchedFiles(item)) touchedFiles.add(file);
  }
  const latest = (kind: RegExp) => texts.findLast((text) => kind.test(text)) ?? [];
  return {
    instructions: [
      developerInstructions ?? [],
      latest(SKILLS),
      latest(INSTRUCTIONS),
      mergedEnvironment(texts.filter((text) => ENVIRONMENT.test(text))) ?? [],
    ].flat(),
    userMessages: [],
    touchedFiles: [...touchedFiles],
    ...(plan !== undefined && { plan }),
  };
}

/** Renders the carried context for the model's instructions. */
export function renderCarriedContext(carried: CarriedContext): string {
  const { instructions, userMessages, plan, touchedFiles } = carried;
  const sections = ["# Carried over\nEarlier messages of this conversation were replaced by a summary. Word for word:"];
  sections.push(...instructions);
  if (userMessages.length > 0) sections.push("## The user's messages before the summary", ...userMessages);
  if (plan !== undefined) {
    const steps = plan.plan.map(({ step, status }) => `- [${status}] ${step}`);
    sections.push(`## The open plan\n${steps.join("\n")}`);
  }
  if (touchedFiles.length > 0) {
    sections.push(`## Files changed so far\n${touchedFiles.map((file) => `- ${file}`).join("\n")}`);
  }
  return sections.join("\n\n");
}

const SKILLS = /^<skills_instructions>/;
/** Instructions have one of two formats, depending on the model. */
const INSTRUCTIONS = /^(<user_instructions>|# AGENTS\.md instructions for )/;
const ENVIRONMENT = /^<environment_context>/;

/** One environment from several, of which later ones name only what has changed. */
function mergedEnvironment(environments: readonly string[]): string | undefined {
  if (environments.length === 0) return undefined;
  const facts = new Map<string | undefined, string>();
  for (const line of environments.flatMap((environment) => environment.split("\n"))) {
    const [, name] = /^ {2}<(\w+)>.*<\/\1>$/.exec(line) ?? [];
    if (name !== undefined) facts.set(name, line);
  }
  return ["<environment_context>", ...facts.values(), "</environment_context>"].join("\n");
}

async function planOf(item: ResponseItem): Promise<UpdatePlanArgs | undefined> {
  if (item.type !== "function_call" || item.name !== "update_plan") return undefined;
  const parsed = await parseArguments(item.arguments, UpdatePlanArgsSchema);
  return parsed.ok ? parsed.value : undefined;
}

function patchedFiles(item: ResponseItem): string[] {
  const text = item.type === "function_call" ? item.arguments : item.type === "custom_tool_call" ? item.input : "";
  if (!text.includes("*** ")) return [];
  // In a function call the patch is inside JSON, where a newline is the two characters \n.
  const lines = text.split(/\n|\\n/);
  return lines.flatMap(
    (line) =>
      /^\s*\*\*\* (?:Add|Update|Delete) File: (.+)$|^\s*\*\*\* Move to: (.+)$/
        .exec(line)
        ?.slice(1)
        .filter((file) => file !== undefined) ?? [],
  );
}
