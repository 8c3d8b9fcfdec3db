import type { FunctionToolSpec } from "../model/tool-spec.js";

export const REQUEST_PERMISSIONS_TOOL_NAME = "request_permissions";

/** Lets the model request, in advance, permissions that its sandbox denies. */
export function createRequestPermissionsTool(): FunctionToolSpec {
  const paths = (description: string) => ({ type: "array", description, items: { type: "string" } });
  const group = (description: string, properties: object) => ({
    type: "object",
    description,
    properties,
    additionalProperties: false,
  });
  return {
    type: "function",
    name: REQUEST_PERMISSIONS_TOOL_NAME,
    description:
      "Asks the user to let the commands and patches that follow do more than the sandbox allows, and waits for the answer, which " +
      "says what was granted and for how long. Ask for the least that does, and only where you will need it; nothing granted " +
      "is a no: do without.",
    strict: false,
    parameters: {
      type: "object",
      properties: {
        permissions: group("What you need, one of the two at least", {
          file_system: group("Folders, as absolute paths or from the working directory", {
            read: paths("Folders or files to read"),
            write: paths("Folders to write in, which have to be there"),
          }),
          network: group("The network", {
            enabled: { type: "boolean", description: "True to use the network" },
          }),
        }),
        reason: { type: "string", description: "What you need it for, a sentence for the user" },
        environment_id: {
          type: "string",
          description: "Where it is needed. Leave it out: there is one place, `local`",
        },
      },
      required: ["permissions"],
      additionalProperties: false,
    },
  };
}
