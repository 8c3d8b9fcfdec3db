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
      "Asks the user to grant permissions beyond the sandbox to your next commands and patches, and waits for the answer, which says " +
      "what was granted and for how long. Request only what you will need, as narrowly as possible. If nothing is granted, the user " +
      "has refused: continue without it.",
    strict: false,
    parameters: {
      type: "object",
      properties: {
        permissions: group("The permissions you need; set at least one of the two", {
          file_system: group("Paths, absolute or relative to the working directory", {
            read: paths("Folders or files to read"),
            write: paths("Existing folders to write in"),
          }),
          network: group("Network access", {
            enabled: { type: "boolean", description: "True requests network access" },
          }),
        }),
        reason: { type: "string", description: "One sentence for the user: why you need the permissions" },
        environment_id: {
          type: "string",
          description: "Leave it out: `local` is the only environment",
        },
      },
      required: ["permissions"],
      additionalProperties: false,
    },
  };
}
