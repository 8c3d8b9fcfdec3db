import { APPLY_PATCH_TOOL_NAME } from "../tools/apply-patch-tool-spec.js";
import { BASE_INSTRUCTIONS } from "./instructions/base.js";
import { PATCH_FORMAT } from "./instructions/patch-format.js";
import type { Prompt } from "./model-client.js";
import type { ModelFamily } from "./model-family.js";

/** The system prompt of a request: the override, or what the model's family needs to know; then what is to be added. */
export function instructionsFor(family: ModelFamily, prompt: Omit<Prompt, "input" | "store">): string {
  const parts = [
    prompt.baseInstructionsOverride ?? ownInstructions(family, prompt.tools),
    prompt.additionalInstructions,
  ];
  return parts.filter((part) => part !== undefined).join("\n\n");
}

function ownInstructions(family: ModelFamily, tools: Prompt["tools"]): string {
  const hasPatchTool = tools.some((tool) => "name" in tool && tool.name === APPLY_PATCH_TOOL_NAME);
  const explainPatches = family.needsSpecialApplyPatchInstructions || !hasPatchTool;
  return explainPatches ? `${BASE_INSTRUCTIONS}\n\n${PATCHES_BY_SHELL}\n\n${PATCH_FORMAT}` : BASE_INSTRUCTIONS;
}

const PATCHES_BY_SHELL = `## apply_patch

Edit files with the command apply_patch, called through the shell tool with two elements: {"command":["apply_patch","*** Begin Patch\\n...\\n*** End Patch\\n"]}.`;
