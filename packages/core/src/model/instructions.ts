import { BASE_INSTRUCTIONS } from "./instructions/base.js";
import { PATCH_COMMAND_INSTRUCTIONS, PATCH_TOOL_INSTRUCTIONS } from "./instructions/editing.js";
import { PATCH_FORMAT } from "./instructions/patch-format.js";
import { PLANNING_INSTRUCTIONS } from "./instructions/planning.js";
import { THINK_FIRST_INSTRUCTIONS } from "./instructions/thinking.js";
import type { Prompt } from "./model-client.js";
import type { ModelFamily } from "./model-family.js";
import { APPLY_PATCH_TOOL_NAME, UPDATE_PLAN_TOOL_NAME } from "./tool-names.js";

/**
 * The system prompt of a request: the override, the catalogue's instructions, or those for its family; then the additional ones.
 */
export function instructionsFor(family: ModelFamily, prompt: Omit<Prompt, "input" | "store">): string {
  const { tools, baseInstructionsOverride: override, additionalInstructions: added } = prompt;
  const given = override ?? family.baseInstructions;
  const instructions = given === undefined ? ownInstructions(family, tools) : [given];
  return [...instructions, ...(added === undefined ? [] : [added])].join("\n\n");
}

/** Does not mention tools that are not offered: a model would call them anyway. */
function ownInstructions(family: ModelFamily, tools: Prompt["tools"]): string[] {
  const has = (name: string) => tools.some((tool) => "name" in tool && tool.name === name);
  const patchTool = has(APPLY_PATCH_TOOL_NAME);
  const explainFormat = family.needsSpecialApplyPatchInstructions || !patchTool;
  return [
    BASE_INSTRUCTIONS,
    ...(family.supportsReasoningSummaries ? [] : [THINK_FIRST_INSTRUCTIONS]),
    ...(has(UPDATE_PLAN_TOOL_NAME) ? [PLANNING_INSTRUCTIONS] : []),
    patchTool ? PATCH_TOOL_INSTRUCTIONS : PATCH_COMMAND_INSTRUCTIONS,
    ...(explainFormat ? [PATCH_FORMAT] : []),
  ];
}
