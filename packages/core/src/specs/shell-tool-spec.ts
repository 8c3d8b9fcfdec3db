import type { CurrentSandboxPolicy } from "@codex/protocol";
import type { FunctionToolSpec, JsonSchema } from "../model/tool-spec.js";

const SHELL_PROPERTIES: Readonly<Record<string, JsonSchema>> = {
  command: {
    type: "array",
    items: { type: "string" },
    description: 'The program and its arguments, one element each, such as ["bash", "-lc", "make test"]',
  },
  workdir: {
    type: "string",
    description: "The folder to run the command in. Default: the session's working directory",
  },
  timeout_ms: { type: "number", description: "Milliseconds after which the command is stopped" },
};

const ASKING_PROPERTIES: Readonly<Record<string, JsonSchema>> = {
  ...SHELL_PROPERTIES,
  with_escalated_permissions: {
    type: "boolean",
    description: "True asks the user to let this command run outside the sandbox",
  },
  justification: {
    type: "string",
    description:
      "One sentence for the user: why this command must run outside the sandbox. Only with with_escalated_permissions",
  },
};

export function createShellTool(): FunctionToolSpec {
  return shellTool("Runs a command and returns its output and exit code.", SHELL_PROPERTIES);
}

/** The `shell` tool for the `on-request` policy, where the model itself asks to leave the sandbox. */
export function createShellToolForSandbox(policy: CurrentSandboxPolicy): FunctionToolSpec {
  switch (policy.mode) {
    case "danger-full-access":
      return createShellTool();
    case "read-only":
      // Differs from codex-rs, whose schema lacks the fields that this description mentions.
      return shellTool(describeSandbox(READ_ONLY_NEEDS), ASKING_PROPERTIES);
    case "workspace-write":
      return shellTool(describeSandbox(workspaceWriteNeeds(policy.network_access)), ASKING_PROPERTIES);
    default:
      return policy satisfies never;
  }
}

function shellTool(description: string, properties: Readonly<Record<string, JsonSchema>>): FunctionToolSpec {
  return {
    type: "function",
    name: "shell",
    description,
    strict: false,
    parameters: { type: "object", properties, required: ["command"], additionalProperties: false },
  };
}

const READ_ONLY_NEEDS = [
  "writing any file, so also apply_patch, git commit, installing packages and most builds",
  "network access",
];

function workspaceWriteNeeds(networkAccess: boolean): string[] {
  return [
    "writing outside the working directory, the other writable folders and the temporary folders",
    "writing protected places inside them, such as the hooks and configuration below .git",
    ...(networkAccess ? [] : ["network access, such as installing packages"]),
  ];
}

function describeSandbox(needs: readonly string[]): string {
  return [
    "Runs a command inside a sandbox and returns its output and exit code. The sandbox does not allow:",
    ...needs.map((need) => `- ${need}`),
    "To run a command that needs one of these, set with_escalated_permissions to true and give a justification of one sentence; " +
      "the user then decides. Do not do this for commands that work inside the sandbox.",
  ].join("\n");
}
