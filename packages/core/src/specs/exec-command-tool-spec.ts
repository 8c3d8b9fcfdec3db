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
      "Runs a shell command in a terminal of its own and returns what it prints. A command that is still running when the " +
      `time is up goes on as a session, whose id ${WRITE_STDIN_TOOL_NAME} takes.`,
    strict: false,
    parameters: {
      type: "object",
      properties: {
        cmd: { type: "string", description: "The command line" },
        yield_time_ms: {
          type: "number",
          description: "How long to wait for output, in milliseconds; 10000 by default",
        },
        max_output_tokens: {
          type: "number",
          description: "How much output to return, in tokens; of longer output the middle is left out",
        },
        shell: { type: "string", description: 'The shell that runs the command; "/bin/bash" by default' },
        ...(allowLoginShell && LOGIN_PROPERTY),
      },
      required: ["cmd"],
      additionalProperties: false,
    },
  };
}

const LOGIN_PROPERTY: Readonly<Record<string, JsonSchema>> = {
  login: { type: "boolean", description: "Whether it runs as a login shell; true by default" },
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
      "Runs a shell command and returns what it prints. A command that is still running when the time is up goes on as a " +
      `session, whose id ${WRITE_STDIN_TOOL_NAME} takes.`,
    parameters: { ...parameters, properties },
  };
}

const PLACE_PROPERTIES: Readonly<Record<string, JsonSchema>> = {
  workdir: { type: "string", description: "Folder to run the command in; the turn's working directory by default" },
  tty: {
    type: "boolean",
    description:
      "True gives the command a terminal, which can be typed into; false, the default, plain pipes and no input",
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
    description: "One sentence for the user: why it has to run outside the sandbox. Only with require_escalated",
  },
  prefix_rule: {
    type: "array",
    items: { type: "string" },
    description:
      'The first words of the command, such as ["npm", "test"], where the user may want to allow all commands that begin with ' +
      "them. As narrow as is of use. Only with require_escalated",
  },
};

/** Writes to the terminal of a session, or only reads more of its output. */
export function createWriteStdinTool(): FunctionToolSpec {
  return {
    type: "function",
    name: WRITE_STDIN_TOOL_NAME,
    description:
      `Types characters into the terminal of an ${EXEC_COMMAND_TOOL_NAME} session and returns what it prints meanwhile. ` +
      "Control characters work (\\u0003 is Ctrl-C); an empty string only reads on.",
    strict: false,
    parameters: {
      type: "object",
      properties: {
        session_id: { type: "number", description: "The session's id" },
        chars: {
          type: "string",
          description: "What to type; nothing is added to it, not even a newline. Empty by default: only reads on",
        },
        yield_time_ms: { type: "number", description: "How long to wait for output, in milliseconds; 250 by default" },
        max_output_tokens: {
          type: "number",
          description: "How much output to return, in tokens; of longer output the middle is left out",
        },
      },
      required: ["session_id"],
      additionalProperties: false,
    },
  };
}
