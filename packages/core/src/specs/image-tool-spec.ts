import type { FunctionToolSpec } from "../model/tool-spec.js";

export const VIEW_IMAGE_TOOL_NAME = "view_image";

/** Lets the model view an image file. */
export function createImageTool(): FunctionToolSpec {
  return {
    type: "function",
    name: VIEW_IMAGE_TOOL_NAME,
    description: "Shows you an image file on this machine. Use it when you need to see the image itself.",
    strict: false,
    parameters: {
      type: "object",
      properties: {
        path: {
          type: "string",
          description: "The path of the image file, absolute or relative to the working directory",
        },
      },
      required: ["path"],
      additionalProperties: false,
    },
  };
}
