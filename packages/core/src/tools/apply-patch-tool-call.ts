import * as z from "zod/mini";
import { parseArguments } from "../model/parse-arguments.js";
import type { ToolInvocation } from "../session/tool-invocation.js";
import type { Turn } from "../session/turn.js";
import { runPatch } from "./run-patch.js";

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
