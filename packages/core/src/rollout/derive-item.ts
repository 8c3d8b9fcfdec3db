import path from "node:path";
import type { ResponseItem } from "@codex/protocol";
import { UpdatePlanArgsSchema } from "@codex/protocol";
import * as z from "zod/mini";
import type { Command, CommandOutput, PlanStep } from "../items/call-items.js";
import type { Item } from "../items/item.js";
import type { ItemStatus } from "../items/item-base.js";
import type { UserInput } from "../items/user-input.js";
import { jsonOrText } from "../json.js";
import { isContextMessage } from "./context-message.js";

/** The position of a derived item. */
export interface DerivedPlace {
  readonly id: string;
  readonly turnId: string;
  /** Milliseconds since 1970. */
  readonly at: number;
  /** The thread's folder. */
  readonly cwd: string;
}

/**
 * The item that an entry of the transcript was shown as, if the rollout does not record it. Undefined for outputs, Codex's own
 * messages to the model, and entries that show nothing. Calls are `interrupted` until their output is known.
 */
export function deriveItem(item: ResponseItem, place: DerivedPlace): Item | undefined {
  const base = { id: place.id, turnId: place.turnId, startedAt: place.at, endedAt: place.at };
  switch (item.type) {
    case "message":
      return deriveMessage(item, { ...base, status: "completed", modelItemId: item.id });
    case "reasoning": {
      const { summary, content } = reasoningTexts(item);
      if (summary.length + content.length === 0) return undefined;
      return { ...base, kind: "reasoning", status: "completed", modelItemId: item.id, summary, content };
    }
    case "local_shell_call": {
      const { command, working_directory: cwd } = item.action;
      return commandItem(
        { ...base, status: "interrupted", callId: item.call_id ?? item.id },
        command,
        cwd ?? place.cwd,
      );
    }
    case "function_call":
      return deriveCall(
        item.name,
        jsonOrText(item.arguments),
        { ...base, status: "interrupted", callId: item.call_id },
        place,
      );
    case "custom_tool_call":
      return deriveCall(item.name, item.input, { ...base, status: "interrupted", callId: item.call_id }, place);
    case "function_call_output":
    case "custom_tool_call_output":
    // The query of a search is recorded separately.
    case "web_search_call":
    case "image_generation_call":
    case "other":
      return undefined;
    default:
      return item satisfies never;
  }
}

type Message = Extract<ResponseItem, { type: "message" }>;
type Base = Pick<Item, "id" | "turnId" | "startedAt" | "endedAt" | "modelItemId"> & { readonly status: ItemStatus };
type CallBase = Base & { readonly callId: string | undefined };

function deriveMessage(message: Message, base: Base): Item | undefined {
  if (message.role === "assistant") return { ...base, kind: "agent-message", text: agentText(message) };
  return isUserMessage(message) ? { ...base, kind: "user-message", content: userContent(message) } : undefined;
}

/** Whether the user wrote it, rather than Codex in the user's role. */
export function isUserMessage(item: ResponseItem): item is Message {
  if (item.type !== "message" || item.role !== "user") return false;
  const [first] = item.content;
  return first?.type !== "input_text" || !isContextMessage(first.text);
}

export function userContent({ content }: Message): UserInput[] {
  return content.map((part) =>
    part.type === "input_image" ? { type: "image", url: part.image_url } : { type: "text", text: part.text },
  );
}

export function agentText({ content }: Message): string {
  return content.flatMap((part) => (part.type === "output_text" ? [part.text] : [])).join("");
}

export function reasoningTexts({ summary, content = [] }: Extract<ResponseItem, { type: "reasoning" }>): {
  summary: string[];
  content: string[];
} {
  return { summary: summary.map(({ text }) => text), content: content.map(({ text }) => text) };
}

const ShellArgumentsSchema = z.object({ command: z.array(z.string()), workdir: z.optional(z.string()) });
const ExecArgumentsSchema = z.object({ cmd: z.string(), workdir: z.optional(z.string()) });
const PatchArgumentsSchema = z.object({ input: z.string() });
const ImageArgumentsSchema = z.object({ path: z.string() });

function deriveCall(name: string, args: unknown, base: CallBase, { cwd }: DerivedPlace): Item {
  const shell = ShellArgumentsSchema.safeParse(args).data;
  if (shell !== undefined) return commandItem(base, shell.command, path.resolve(cwd, shell.workdir ?? "."));
  const exec = ExecArgumentsSchema.safeParse(args).data;
  if (exec !== undefined) return commandItem(base, ["bash", "-lc", exec.cmd], path.resolve(cwd, exec.workdir ?? "."));
  if (name === "apply_patch") return patchItem(base, patchText(args), cwd);
  const plan = name === "update_plan" ? UpdatePlanArgsSchema.safeParse(args).data : undefined;
  if (plan !== undefined)
    return { ...base, kind: "plan", explanation: plan.explanation, steps: plan.plan.map(planStep) };
  const image = name === "view_image" ? ImageArgumentsSchema.safeParse(args).data : undefined;
  if (image !== undefined) return { ...base, kind: "image-view", path: path.resolve(cwd, image.path) };
  const [, server, tool] = /^(?:mcp__)?(.+?)__(.+)$/s.exec(name) ?? [];
  if (server !== undefined && tool !== undefined) return { ...base, kind: "mcp-call", server, tool, arguments: args };
  return { ...base, kind: "custom-call", tool: name, arguments: args };
}

function commandItem(base: CallBase, command: readonly string[], cwd: string): Command {
  const actions = [{ type: "unknown", command: command.at(-1) ?? "" }] as const;
  return { ...base, kind: "command", command, cwd, actions, source: "agent", output: outputOf("") };
}

export function outputOf(aggregated: string): CommandOutput {
  return { stdout: aggregated, stderr: "", aggregated, formatted: aggregated };
}

function planStep({ step, status }: { step: string; status: "pending" | "in_progress" | "completed" }): PlanStep {
  return { step, status: status === "in_progress" ? "in-progress" : status };
}

function patchText(args: unknown): string {
  return typeof args === "string" ? args : (PatchArgumentsSchema.safeParse(args).data?.input ?? "");
}

/** The patch as the model wrote it: the rollout does not contain the earlier content of its files. */
function patchItem(base: CallBase, patch: string, cwd: string): Item {
  const sections = patch.split(/^\*\*\* (?=(?:Add|Update|Delete) File: )/m).slice(1);
  const changes = sections.map((section) => {
    const [heading = "", ...lines] = section.split("\n");
    const [, verb, name = ""] = /^(Add|Update|Delete) File: (.*)$/.exec(heading) ?? [];
    const body = lines.filter((line) => !line.startsWith("*** "));
    const file = path.resolve(cwd, name.trim());
    if (verb === "Delete") return { type: "delete", path: file } as const;
    if (verb === "Add")
      return { type: "add", path: file, content: body.map((line) => `${line.slice(1)}\n`).join("") } as const;
    const movePath = /^\*\*\* Move to: (.*)$/m.exec(section)?.[1];
    return {
      type: "update",
      path: file,
      diff: body.map((line) => `${line}\n`).join(""),
      movePath: movePath === undefined ? undefined : path.resolve(cwd, movePath.trim()),
    } as const;
  });
  return { ...base, kind: "patch", changes, autoApproved: true, stdout: "", stderr: "" };
}

const ExecOutputSchema = z.object({
  output: z.string(),
  metadata: z.object({ exit_code: z.number(), duration_seconds: z.optional(z.number()) }),
});

/** A derived call with its output. */
export function withOutput(item: Item, { output, at }: { readonly output: string; readonly at: number }): Item {
  const exec = ExecOutputSchema.safeParse(jsonOrText(output)).data;
  const exitCode = exec?.metadata.exit_code ?? exitCodeIn(output);
  const text = exec?.output ?? output;
  const ended = { endedAt: at, status: "completed" } as const;
  switch (item.kind) {
    case "command": {
      const seconds = exec?.metadata.duration_seconds;
      const durationMs = seconds === undefined ? undefined : Math.round(seconds * 1000);
      return { ...item, ...ended, output: outputOf(text), exitCode, durationMs };
    }
    case "patch":
      return { ...item, ...ended, status: (exitCode ?? 0) === 0 ? "completed" : "failed", stdout: text };
    case "custom-call":
      return { ...item, ...ended, content: [{ type: "text", text: output }] };
    case "mcp-call":
      return { ...item, ...ended, result: { content: [{ type: "text", text: output }] } };
    default:
      return { ...item, ...ended };
  }
}

function exitCodeIn(output: string): number | undefined {
  const match = /^(?:Process exited with code|Exit code:) (-?\d+)$/m.exec(output);
  return match === null ? undefined : Number(match[1]);
}
