import type { HookTool } from "../../hooks/hook-tool.js";

/** A patch as hooks see it. */
export function patchHookTool(patch: string): HookTool {
  return { name: "apply_patch", names: ["apply_patch", "Edit", "Write"], input: { command: patch } };
}
