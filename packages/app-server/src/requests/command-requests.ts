import path from "node:path";
import type { CommandExecParams } from "@codex/app-server-protocol/command-exec";
import { type CommandStreams, createChildEnvironment } from "@codex/core";
import { ClientProcess } from "../client-process.js";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { internalError, invalidRequest } from "../rpc-errors.js";
import { sandboxFromWire } from "../threads/policies.js";

type Methods = "command/exec" | "command/exec/write" | "command/exec/resize" | "command/exec/terminate";

const DEFAULT_TIMEOUT_MS = 10_000;
/** Of each stream. */
const DEFAULT_OUTPUT_BYTES = 1024 * 1024;
/** The longest that a timer can wait. */
const MAX_TIMEOUT_MS = 2 ** 31 - 1;

/**
 * Commands of the client's own, outside of turns, confined as the request says, or as the thread that works around their folder, or
 * as the configuration says. They end with the client.
 */
export function commandRequests({ server, client, resources }: ClientContext): RequestHandlers<Methods> {
  const processes = new Map<string, ClientProcess>();
  const ended = new AbortController();
  resources.defer(async () => {
    ended.abort();
    await Promise.allSettled([...processes.values()].map((one) => one[Symbol.asyncDispose]()));
  });
  const find = (id: string): ClientProcess => {
    const found = processes.get(id);
    if (found === undefined) throw invalidRequest(`no process with the id ${JSON.stringify(id)} is running`);
    return found;
  };
  return {
    async "command/exec"(params, { signal }) {
      refuseContradictions(params);
      const { processId } = params;
      if (processId != null && processes.has(processId)) throw invalidRequest(`the process ${processId} runs already`);
      await using one = new ClientProcess({
        outputBytes: params.disableOutputCap === true ? undefined : (params.outputBytesCap ?? DEFAULT_OUTPUT_BYTES),
        timeoutMs:
          params.disableTimeout === true ? undefined : Math.min(params.timeoutMs ?? DEFAULT_TIMEOUT_MS, MAX_TIMEOUT_MS),
        onDelta: streamsOutput(params)
          ? (stream, bytes, capReached) =>
              client.notify("command/exec/outputDelta", {
                processId: processId ?? "",
                stream,
                deltaBase64: Buffer.from(bytes).toString("base64"),
                capReached,
              })
          : undefined,
      });
      if (processId != null) processes.set(processId, one);
      try {
        const host = await server.host();
        const config = await host.loadConfig({}, []);
        const cwd = path.resolve(server.options.cwd, params.cwd ?? "");
        const sandbox = await server.sandboxes.around(cwd);
        const named = params.sandboxPolicy == null ? {} : { sandboxPolicy: sandboxFromWire(params.sandboxPolicy) };
        const outcome = await host.manager.commands.startForClient(
          {
            command: params.command,
            cwd,
            env: environmentOf(createChildEnvironment(config.shellEnvironmentPolicy, config.env), params.env ?? {}),
            streams: streamsOf(params),
            onOutput: (stream, bytes) => one.take(stream, bytes),
          },
          { ...sandbox, ...named, sandboxed: true },
        );
        if (outcome.type !== "started") throw internalError(`failed to run the command: ${outcome.message}`);
        return await one.run(outcome.command, AbortSignal.any([signal, ended.signal]));
      } finally {
        if (processId != null) processes.delete(processId);
      }
    },
    async "command/exec/write"({ processId, deltaBase64, closeStdin }) {
      const one = find(processId);
      if (deltaBase64 == null && closeStdin !== true) throw invalidRequest("there is neither input nor an end of it");
      await one.write(deltaBase64 == null ? undefined : decoded(deltaBase64), closeStdin === true);
      return {};
    },
    async "command/exec/resize"({ processId, size }) {
      await find(processId).resize({ columns: size.cols, rows: size.rows });
      return {};
    },
    "command/exec/terminate"({ processId }) {
      find(processId).terminate();
      return {};
    },
  };
}

const streamsOutput = ({ tty, streamStdoutStderr }: CommandExecParams): boolean =>
  tty === true || streamStdoutStderr === true;

function refuseContradictions(params: CommandExecParams): void {
  const { command, processId, tty, streamStdin, size, timeoutMs, permissionProfile } = params;
  if (command.length === 0 || command[0] === "") throw invalidRequest("the command must not be empty");
  if (processId === "") throw invalidRequest("processId must not be empty");
  if (processId == null && (streamsOutput(params) || streamStdin === true))
    throw invalidRequest("a terminal and streaming need a processId");
  if (size != null && tty !== true) throw invalidRequest("only a terminal has a size");
  if (size != null && (size.cols < 1 || size.rows < 1))
    throw invalidRequest("a terminal has at least one row and one column");
  if (timeoutMs != null && params.disableTimeout === true)
    throw invalidRequest("timeoutMs and disableTimeout exclude each other");
  if (timeoutMs != null && timeoutMs < 0) throw invalidRequest("timeoutMs must not be negative");
  if (params.outputBytesCap != null && params.disableOutputCap === true)
    throw invalidRequest("outputBytesCap and disableOutputCap exclude each other");
  if (permissionProfile != null) throw invalidRequest("permission profiles are not supported: use sandboxPolicy");
}

function streamsOf({ tty, streamStdin, size }: CommandExecParams): CommandStreams {
  if (tty === true)
    return { type: "terminal", size: size == null ? undefined : { columns: size.cols, rows: size.rows } };
  return { type: streamStdin === true ? "input-and-output" : "output" };
}

/** null takes a variable away. */
function environmentOf(
  inherited: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const all = Object.entries<string | null>({ ...inherited, ...changes });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}

function decoded(base64: string): Uint8Array {
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(base64) && base64.length % 4 === 0) return Buffer.from(base64, "base64");
  throw invalidRequest("Invalid request: deltaBase64 is not base64");
}
