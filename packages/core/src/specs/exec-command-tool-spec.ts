import type { FunctionToolSpec, JsonSchema } from "../model/tool-spec.js";

export const EXEC_COMMAND_TOOL_NAME = "exec_command";
export const WRITE_STDIN_TOOL_NAME = "write_stdin";

interface ExecCommandOptions {
  /** Default: true. */
  readonly allowLoginShell?: boolean | undefined;
}

/** Starts a command in a terminal that later calls can write to. */
export function createExecCommandTool({ allowLoginShell = true }: ExecCommandOptions = {}): FunctionToolSpec {
  return {
    type: "function",
    name: EXEC_COMMAND_TOOL_NAME,
    description:
      "Runs a shell command in its own terminal and returns its output. If the command is still running after yield_time_ms, it " +
      `keeps running as a session; pass the session's id to ${WRITE_STDIN_TOOL_NAME} to continue.`,
    strict: false,
    parameters: {
      type: "object",
      properties: {
        cmd: { type: "string", description: "The command line" },
        yield_time_ms: {
          type: "number",
          description: "How long to wait for output, in milliseconds. Default: 10000",
        },
        max_output_tokens: {
          type: "number",
          description: "The most output to return, in tokens. The middle of longer output is left out",
        },
        shell: { type: "string", description: 'The shell that runs the command. Default: "/bin/bash"' },
        ...(allowLoginShell && LOGIN_PROPERTY),
      },
      required: ["cmd"],
      additionalProperties: false,
    },
  };
}

const LOGIN_PROPERTY: Readonly<Record<string, JsonSchema>> = {
  login: { type: "boolean", description: "Whether to use a login shell. Default: true" },
};

/**
 * The same for newer models: uses pipes unless the call asks for a terminal, and runs in the folder that the call names. The parameters for
 * leaving the sandbox are present under every policy, so that a change of policy does not invalidate the provider's cache of the
 * conversation.
 */
export function createUnifiedExecCommandTool(options: ExecCommandOptions = {}): FunctionToolSpec {
  const { parameters, ...tool } = createExecCommandTool(options);
  const properties = { ...Object(parameters["properties"]), ...PLACE_PROPERTIES, ...ESCALATION_PROPERTIES };
  return {
    ...tool,
    description:
      "Runs a shell command and returns its output. If the command is still running after yield_time_ms, it keeps running as a " +
      `session; pass the session's id to ${WRITE_STDIN_TOOL_NAME} to continue.`,
    parameters: { ...parameters, properties },
  };
}

const PLACE_PROPERTIES: Readonly<Record<string, JsonSchema>> = {
  workdir: { type: "string", description: "The folder to run the command in. Default: the turn's working directory" },
  tty: {
    type: "boolean",
    description:
      "True runs the command in a terminal that you can type into. False, the default, uses pipes, with no input but \\u0003",
  },
};

const ESCALATION_PROPERTIES: Readonly<Record<string, JsonSchema>> = {
  sandbox_permissions: {
    type: "string",
    enum: ["use_default", "require_escalated"],
    description: "require_escalated asks the user to let this command run outside the sandbox",
  },
  justification: {
    type: "string",
    description: "One sentence for the user: why the command must run outside the sandbox. Only with require_escalated",
  },
  prefix_rule: {
    type: "array",
    items: { type: "string" },
    description:
      'The first words of the command, such as ["npm", "test"], if the user may want to allow all commands that start with them. ' +
      "Make it as specific as is useful. Only with require_escalated",
  },
};

/** Writes to the terminal of a session, or only reads more of its output. */
export function createWriteStdinTool(): FunctionToolSpec {
  return {
    type: "function",
    name: WRITE_STDIN_TOOL_NAME,
    description:
      `Types characters into the terminal of an ${EXEC_COMMAND_TOOL_NAME} session and returns its new output. Control characters ` +
      "work; \\u0003 (Ctrl-C) also interrupts a session without a terminal. An empty string types nothing and only returns new output.",
    strict: false,
    parameters: {
      type: "object",
      properties: {
        session_id: { type: "number", description: "The session's id" },
        chars: {
          type: "string",
          description: "The characters to type. No newline is added. Default: empty, which only returns new output",
        },
        yield_time_ms: {
          type: "number",
          description: "How long to wait for output, in milliseconds. Default: 250; at least 5000 if nothing is typed",
        },
        max_output_tokens: {
          type: "number",
          description: "The most output to return, in tokens. The middle of longer output is left out",
        },
      },
      required: ["session_id"],
      additionalProperties: false,
    },
  };
}
