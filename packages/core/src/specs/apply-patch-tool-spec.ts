import { PATCH_FORMAT } from "../model/instructions/patch-format.js";
import { APPLY_PATCH_TOOL_NAME } from "../model/tool-names.js";
import type { FreeformToolSpec, FunctionToolSpec, ToolSpec } from "../model/tool-spec.js";
import type { ToolSelection } from "./tool-selection.js";

/** The grammar that the server enforces on the model's patches. Its text is part of the wire format. */
const PATCH_GRAMMAR = `start: begin_patch hunk+ end_patch
begin_patch: "*** Begin Patch" LF
end_patch: "*** End Patch" LF?

hunk: add_hunk | delete_hunk | update_hunk
add_hunk: "*** Add File: " filename LF add_line+
delete_hunk: "*** Delete File: " filename LF
update_hunk: "*** Update File: " filename LF change_move? change?

filename: /(.+)/
add_line: "+" /(.+)/ LF -> line

change_move: "*** Move to: " filename LF
change: (change_context | change_line)+ eof_line?
change_context: ("@@" | "@@ " /(.+)/) LF
change_line: ("+" | "-" | " ") /(.+)/ LF
eof_line: "*** End of File" LF

%import common.LF
`;

/** `apply_patch` in the form that the model family supports. */
export function applyPatchToolSpec({ modelFamily, includeApplyPatchTool }: ToolSelection): ToolSpec | undefined {
  const type = modelFamily.applyPatchToolType ?? (includeApplyPatchTool ? "freeform" : undefined);
  switch (type) {
    case "freeform":
      return createApplyPatchFreeformTool();
    case "function":
      return createApplyPatchFunctionTool();
    case undefined:
      return undefined;
    default:
      return type satisfies never;
  }
}

/** `apply_patch` for models that support grammars: the call's input is the patch itself. */
function createApplyPatchFreeformTool(): FreeformToolSpec {
  return {
    type: "custom",
    name: APPLY_PATCH_TOOL_NAME,
    description:
      "Edits files: adds, changes, renames and deletes them with a patch. The input is the patch itself, not JSON.",
    format: { type: "grammar", syntax: "lark", definition: PATCH_GRAMMAR },
  };
}

/** `apply_patch` for models that only support functions. */
function createApplyPatchFunctionTool(): FunctionToolSpec {
  return {
    type: "function",
    name: APPLY_PATCH_TOOL_NAME,
    description: `Edits files: adds, changes, renames and deletes them with a patch.\n\n${PATCH_FORMAT}`,
    strict: false,
    parameters: {
      type: "object",
      properties: { input: { type: "string", description: "The whole patch" } },
      required: ["input"],
      additionalProperties: false,
    },
  };
}
