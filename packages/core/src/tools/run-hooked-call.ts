import type { ResponseItem, ToolOutput } from "@codex/protocol";
import * as z from "zod/mini";
import { type HookTool, hookToolFields, type ReportedCall } from "../hooks/hook-tool.js";
import { isJsonObject, tryParseJson } from "../json.js";
import type { Turn } from "../session/turn.js";
import { hookContextItems, runTurnHooks } from "../session/turn-hooks.js";
import type { CallableTool, DescribedCall, PreparedCall, ToolAnswer, ToolContext } from "./tool.js";

interface HookedCall {
  readonly tool: CallableTool;
  readonly call: PreparedCall;
  readonly context: ToolContext;
}

interface HookedAnswer {
  /** Text that hooks add for the model, beside the output. */
  readonly contexts: readonly ResponseItem[];
  readonly output: ToolOutput;
  /** The call did not run, or could not do what it was to do. */
  readonly failed?: boolean | undefined;
}

/** Runs a call together with the hooks before and after it. */
export async function runHookedCall(turn: Turn, { tool, call, context }: HookedCall): Promise<HookedAnswer> {
  const isWatched = turn.session.hooks.has("PreToolUse", "PostToolUse");
  if (!isWatched) {
    const { output, failed } = await call.run(context);
    return { contexts: [], output, failed };
  }
  const described = await call.describe(context);
  if (described === undefined) return afterCall(turn, undefined, await call.run(context));

  const before = await runTurnHooks(turn, { event: "PreToolUse", ...happened(context.callId, described.tool) });
  const contexts = hookContextItems(before);
  const [refusal] = before.blocked;
  if (refusal !== undefined) return { contexts, output: blockedText(described.tool, refusal.reason), failed: true };
  const changed = before.updatedInput === undefined ? call : await changedCall(tool, described, before.updatedInput);
  if (changed === undefined) {
    const output = blockedText(described.tool, "the input that a hook replaced it with is invalid");
    return { contexts, output, failed: true };
  }

  const answer = await changed.run(context);
  const ran = changed === call ? described : ((await changed.describe(context)) ?? described);
  const after = await afterCall(turn, { callId: context.callId, tool: ran.tool }, answer);
  return { ...after, contexts: [...contexts, ...after.contexts] };
}

/** Runs the hooks after a call, once the command that it started has ended. */
async function afterCall(turn: Turn, call: ReportedCall | undefined, answer: ToolAnswer): Promise<HookedAnswer> {
  const ended = endedCall(turn.session.hooks.openCalls, call, answer);
  const { failed } = answer;
  if (ended === undefined) return { contexts: [], output: answer.output, failed };
  const more = { tool_response: responseOf(ended.tool, answer) };
  const after = await runTurnHooks(turn, { event: "PostToolUse", ...happened(ended.callId, ended.tool, more) });
  const objection = after.objections.length > 0 ? after.objections.join("\n\n") : undefined;
  return { contexts: hookContextItems(after), output: objection ?? answer.output, failed };
}

/** The call that has ended with this answer. For a terminal, that is the call that started it. */
function endedCall(
  openCalls: Map<number, ReportedCall>,
  call: ReportedCall | undefined,
  { failed = false, terminal }: ToolAnswer,
): ReportedCall | undefined {
  if (failed) return undefined;
  if (terminal === undefined) return call;
  const begun = call ?? openCalls.get(terminal.id);
  openCalls.delete(terminal.id);
  if (!terminal.isRunning) return begun;
  if (begun !== undefined) openCalls.set(terminal.id, begun);
  return undefined;
}

async function changedCall(
  tool: CallableTool,
  described: DescribedCall,
  input: unknown,
): Promise<PreparedCall | undefined> {
  const given = isJsonObject(input) ? described.withInput(input) : undefined;
  const prepared = given === undefined ? undefined : await tool.prepare(given);
  return prepared?.ok === true ? prepared.call : undefined;
}

function happened(callId: string, tool: HookTool, more: Readonly<Record<string, unknown>> = {}) {
  const input = { ...hookToolFields(tool), tool_use_id: callId, ...more };
  return { names: tool.names, subject: callId, input };
}

function blockedText({ name, input: { command } }: HookTool, reason: string): string {
  const isCommand = (name === "Bash" || name === "apply_patch") && typeof command === "string";
  const [what, which] = isCommand ? ["Command", `Command: ${command}`] : ["Tool call", `Tool: ${name}`];
  return `${what} blocked by PreToolUse hook: ${reason}. ${which}`;
}

/** The output for hooks; for a command, without the text that is added for the model. */
function responseOf({ name }: HookTool, { output, response }: ToolAnswer): unknown {
  if (response !== undefined) return response;
  return name === "Bash" && typeof output === "string" ? outputIn(output) : output;
}

function outputIn(text: string): string {
  const formatted = formattedOutput(text);
  if (formatted !== undefined) return formatted;
  const marker = "Output:\n";
  const start = text.indexOf(marker);
  return start < 0 ? text : text.slice(start + marker.length);
}

const FormattedOutputSchema = z.object({ output: z.string(), metadata: z.object({ exit_code: z.number() }) });

/** A command's output, if the model's answer is JSON. */
function formattedOutput(text: string): string | undefined {
  return FormattedOutputSchema.safeParse(tryParseJson(text)).data?.output;
}
