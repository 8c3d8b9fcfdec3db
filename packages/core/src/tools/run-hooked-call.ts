import type { ResponseItem, ToolOutput } from "@codex/protocol";
import * as z from "zod/mini";
import type { HookOutcome } from "../hooks/run-hooks.js";
import type { Turn } from "../session/turn.js";
import { hookContextItems, runTurnHooks } from "../session/turn-hooks.js";
import type { HookTool } from "./hook-tool.js";
import type { CallableTool, DescribedCall, PreparedCall, ToolAnswer, ToolContext } from "./tool.js";

interface HookedCall {
  readonly tool: CallableTool;
  readonly call: PreparedCall;
  readonly context: ToolContext;
}

interface HookedAnswer {
  /** What hooks want the model to be told beside the output. */
  readonly contexts: readonly ResponseItem[];
  readonly output: ToolOutput;
}

/** Runs a call with the hooks before and after it. */
export async function runHookedCall(turn: Turn, { tool, call, context }: HookedCall): Promise<HookedAnswer> {
  const isWatched = turn.session.hooks.has("PreToolUse", "PostToolUse");
  const described = isWatched ? await call.describe(context) : undefined;
  if (described === undefined) return { contexts: [], output: (await call.run(context)).output };

  const before = await runTurnHooks(turn, { event: "PreToolUse", ...happened(context, described.tool) });
  const contexts = hookContextItems(before);
  const refusal = reasonOf(before);
  if (refusal !== undefined) return { contexts, output: blockedText(described.tool, refusal) };
  const changed = before.updatedInput === undefined ? call : await changedCall(tool, described, before.updatedInput);
  if (changed === undefined) {
    return { contexts, output: blockedText(described.tool, "the input that a hook put in its place is none") };
  }

  const answer = await changed.run(context);
  const ran = changed === call ? described : ((await changed.describe(context)) ?? described);
  const response = responseOf(ran.tool, answer);
  const after = await runTurnHooks(turn, {
    event: "PostToolUse",
    ...happened(context, ran.tool, { tool_response: response }),
  });
  return {
    contexts: [...contexts, ...hookContextItems(after)],
    output: after.stopped ?? reasonOf(after) ?? answer.output,
  };
}

async function changedCall(
  tool: CallableTool,
  described: DescribedCall,
  input: HookTool["input"],
): Promise<PreparedCall | undefined> {
  const given = described.withInput(input);
  const prepared = given === undefined ? undefined : await tool.prepare(given);
  return prepared?.ok === true ? prepared.call : undefined;
}

function happened({ callId }: ToolContext, tool: HookTool, more: Readonly<Record<string, unknown>> = {}) {
  const input = { tool_name: tool.name, tool_input: tool.input, tool_use_id: callId, ...more };
  return { names: tool.names, subject: callId, input };
}

function reasonOf({ blocked }: HookOutcome): string | undefined {
  return blocked.length === 0 ? undefined : blocked.map(({ reason }) => reason).join("\n");
}

function blockedText({ name, input }: HookTool, reason: string): string {
  const { command } = input;
  const what = name === "Bash" && typeof command === "string" ? `Command: ${command}` : `Tool: ${name}`;
  return `Command blocked by PreToolUse hook: ${reason}. ${what}`;
}

/** Of a command its output alone, without what the model is told around it; of a patch the same as text. */
function responseOf({ name }: HookTool, { output, response }: ToolAnswer): unknown {
  if (response !== undefined) return response;
  if (typeof output !== "string") return output;
  if (name === "Bash") return outputIn(output);
  return name === "apply_patch" ? patchResponse(output) : output;
}

const FormattedOutputSchema = z.object({
  output: z.string(),
  metadata: z.object({ exit_code: z.number(), duration_seconds: z.number() }),
});

/** What a command or a patch printed, where the model is told of it as JSON. */
function formattedOutput(text: string): z.infer<typeof FormattedOutputSchema> | undefined {
  try {
    return FormattedOutputSchema.safeParse(JSON.parse(text)).data;
  } catch {
    // Not every command is answered with JSON.
    return undefined;
  }
}

function outputIn(text: string): string {
  const formatted = formattedOutput(text);
  if (formatted !== undefined) return formatted.output;
  const marker = "Output:\n";
  const start = text.indexOf(marker);
  return start < 0 ? text : text.slice(start + marker.length);
}

/** As hooks of codex 0.171.0 are told of it. */
function patchResponse(text: string): string {
  const formatted = formattedOutput(text);
  if (formatted === undefined) return text;
  const { output, metadata } = formatted;
  return `Exit code: ${metadata.exit_code}\nWall time: ${metadata.duration_seconds} seconds\nOutput:\n${output}`;
}
