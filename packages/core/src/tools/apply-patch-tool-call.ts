import * as z from "zod/mini";
import type { Turn } from "../turn/turn.js";
import { parseArguments } from "./parse-arguments.js";
import { runPatch } from "./run-patch.js";
import type { ToolInvocation } from "./tool-invocation.js";

const ApplyPatchToolArgsSchema = z.object({ input: z.string() });

/** `apply_patch` as a function: the patch is the argument `input`. */
export function runApplyPatchFunction({ turn, callId, arguments: text }: ToolInvocation): Promise<string> | string {
  const parsed = parseArguments(text, ApplyPatchToolArgsSchema);
  return parsed.ok ? runApplyPatchCall(turn, callId, parsed.value.input) : parsed.message;
}

/** `apply_patch` as a freeform tool: the patch is the input itself. */
export function runApplyPatchCall(turn: Turn, callId: string, patch: string): Promise<string> {
  return runPatch(turn, callId, { patch, cwd: turn.context.cwd });
}
