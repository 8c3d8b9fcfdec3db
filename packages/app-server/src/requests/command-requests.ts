import path from "node:path";
import type { CommandExecParams } from "@codex/app-server-protocol/command-exec";
import { ClientProcess } from "../client-process.js";
import { ClientProcesses } from "../client-processes.js";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidParams, invalidRequest } from "../rpc-errors.js";
import { requestedSandbox } from "../threads/requested-sandbox.js";
import { settingsOfPermissions } from "../threads/thread-config.js";
import {
  DEFAULT_OUTPUT_BYTES,
  DEFAULT_TIMEOUT_MS,
  MAX_TIMEOUT_MS,
  startClientCommand,
  streamsOf,
  writtenInput,
} from "./start-client-command.js";

type Methods = "command/exec" | "command/exec/write" | "command/exec/resize" | "command/exec/terminate";

/**
 * Client commands outside of turns. They run in the sandbox that the request names, or that of the thread that works in or above their
 * folder, or that of the configuration. They end with the client.
 */
export function commandRequests(context: ClientContext): RequestHandlers<Methods> {
  const { server, client, resources } = context;
  const processes = resources.use(
    new ClientProcesses((id) => `no process with the id ${JSON.stringify(id)} is running`),
  );
  return {
    async "command/exec"(params, { signal }) {
      refuseContradictions(params);
      const { processId, sandboxPolicy: wanted, permissionProfile: permissions } = params;
      const cwd = path.resolve(server.options.cwd, params.cwd ?? "");
      if (processId != null && processes.has(processId)) throw invalidRequest(`the process ${processId} runs already`);
      await using one = new ClientProcess({
        isTerminal: params.tty === true,
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
      if (processId != null) processes.add(processId, one);
      try {
        const profile = await settingsOfPermissions(context, { permissions, sandboxPolicy: wanted }, cwd);
        const command = await startClientCommand(server, one, {
          command: params.command,
          cwd,
          env: params.env ?? {},
          streams: streamsOf(params),
          sandboxPolicy: wanted == null ? undefined : requestedSandbox(wanted),
          profile,
        });
        return await one.run(command, AbortSignal.any([signal, processes.ended]));
      } finally {
        if (processId != null) processes.delete(processId);
      }
    },
    async "command/exec/write"({ processId, deltaBase64, closeStdin }) {
      const input = writtenInput({ deltaBase64, closeStdin });
      await processes.find(processId).write(input, closeStdin === true);
      return {};
    },
    async "command/exec/resize"({ processId, size }) {
      await processes.find(processId).resize({ columns: size.cols, rows: size.rows });
      return {};
    },
    "command/exec/terminate"({ processId }) {
      processes.find(processId).terminate();
      return {};
    },
  };
}

const streamsOutput = ({ tty, streamStdoutStderr }: CommandExecParams): boolean =>
  tty === true || streamStdoutStderr === true;

function refuseContradictions(params: CommandExecParams): void {
  const { command, processId, tty, streamStdin, size, timeoutMs } = params;
  if (command.length === 0 || command[0] === "") throw invalidRequest("the command must not be empty");
  if (processId == null && (streamsOutput(params) || streamStdin === true))
    throw invalidRequest("a terminal and streaming need a processId");
  if (size != null && tty !== true) throw invalidParams("only a terminal has a size");
  if (size != null && (size.cols < 1 || size.rows < 1))
    throw invalidParams("a terminal has at least one row and one column");
  if (timeoutMs != null && params.disableTimeout === true)
    throw invalidParams("timeoutMs and disableTimeout exclude each other");
  if (timeoutMs != null && timeoutMs < 0) throw invalidParams("timeoutMs must not be negative");
  if (params.outputBytesCap != null && params.disableOutputCap === true)
    throw invalidParams("outputBytesCap and disableOutputCap exclude each other");
}
