import type { FunctionToolSpec } from "../model/tool-spec.js";

export const VIEW_IMAGE_TOOL_NAME = "view_image";

/** Lets the model view an image file. */
export function createImageTool(): FunctionToolSpec {
  return {
    type: "function",
    name: VIEW_IMAGE_TOOL_NAME,
    description: "Shows you an image file of this machine. Use it when what matters is how the picture looks.",
    strict: false,
    parameters: {
      type: "object",
      properties: {
        path: { type: "string", description: "The image file; relative to the working directory, or absolute" },
      },
      required: ["path"],
      additionalProperties: false,
    },
  };
}
