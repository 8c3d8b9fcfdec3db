import * as z from "zod/mini";
import { APPLY_PATCH_TOOL_NAME } from "../../model/tool-names.js";
import type { Turn } from "../../session/turn.js";
import { applyPatchToolSpec } from "../../specs/apply-patch-tool-spec.js";
import { functionTool } from "../function-tool.js";
import type { Tool } from "../tool.js";
import { patchHookTool } from "./patch-hook-tool.js";
import { runPatch } from "./run-patch.js";

/** `apply_patch`: the patch is the argument `input`, or the call's plain text. */
export function applyPatchTool(turn: Turn): Tool {
  return functionTool({
    names: [APPLY_PATCH_TOOL_NAME],
    spec: applyPatchToolSpec,
    takesText: true,
    arguments: z.object({ input: z.string() }),
    run: ({ input }, { callId, cwd }) => runPatch(turn, callId, { patch: input, cwd }),
    describe: ({ input }) => ({
      tool: patchHookTool(input),
      withInput: ({ command }) => (typeof command === "string" ? { input: command } : undefined),
    }),
  });
}
