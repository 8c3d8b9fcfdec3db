import path from "node:path";
import type { ProcessSpawnParams } from "@codex/app-server-protocol/command-exec";
import type { ClientCommand } from "@codex/core";
import { ClientProcess } from "../client-process.js";
import { ClientProcesses } from "../client-processes.js";
import type { ClientContext } from "../client-services.js";
import type { RequestHandlers } from "../request-handlers.js";
import { invalidParams, invalidRequest } from "../rpc-errors.js";
import {
  DEFAULT_OUTPUT_BYTES,
  DEFAULT_TIMEOUT_MS,
  MAX_TIMEOUT_MS,
  startClientCommand,
  streamsOf,
  writtenInput,
} from "./start-client-command.js";

type Methods = "process/spawn" | "process/writeStdin" | "process/kill" | "process/resizePty";

/**
 * Client processes that outlive the request that starts them, until the client disconnects. A notification reports their exit.
 * Differs from codex-rs: they are sandboxed like commands of `command/exec`; there, not at all.
 */
export function processRequests({ server, client, resources }: ClientContext): RequestHandlers<Methods> {
  const processes = resources.use(
    new ClientProcesses((handle) => `no active process for process handle ${JSON.stringify(handle)}`),
  );
  return {
    async "process/spawn"(params, request) {
      const { processHandle, command, cwd, env } = params;
      refuseContradictions(params);
      if (processes.has(processHandle))
        throw invalidRequest(`a process runs as ${JSON.stringify(processHandle)} already`);
      const one = new ClientProcess(processOptions(params));
      processes.add(processHandle, one);
      try {
        const started = await startClientCommand(server, one, {
          command,
          cwd: path.normalize(cwd),
          env: env ?? {},
          streams: streamsOf(params),
        });
        request.afterAnswer(() => void sendExit(processHandle, one, started));
        return {};
      } catch (error) {
        processes.delete(processHandle);
        await one[Symbol.asyncDispose]();
        throw error;
      }
    },
    async "process/writeStdin"({ processHandle, deltaBase64, closeStdin }) {
      const input = writtenInput({ deltaBase64, closeStdin });
      await processes.find(processHandle).write(input, closeStdin === true);
      return {};
    },
    "process/kill"({ processHandle }) {
      processes.find(processHandle).terminate();
      return {};
    },
    async "process/resizePty"({ processHandle, size }) {
      await processes.find(processHandle).resize({ columns: size.cols, rows: size.rows });
      return {};
    },
  };

  function processOptions({ processHandle, outputBytesCap, timeoutMs, tty, streamStdoutStderr }: ProcessSpawnParams) {
    const limit = timeoutMs === undefined ? DEFAULT_TIMEOUT_MS : timeoutMs;
    return {
      isTerminal: tty === true,
      // Absent: the default. null: no limit.
      outputBytes: outputBytesCap === undefined ? DEFAULT_OUTPUT_BYTES : (outputBytesCap ?? undefined),
      timeoutMs: limit === null ? undefined : Math.min(limit, MAX_TIMEOUT_MS),
      onDelta:
        tty === true || streamStdoutStderr === true
          ? (stream: "stdout" | "stderr", bytes: Uint8Array, capReached: boolean) => {
              const deltaBase64 = Buffer.from(bytes).toString("base64");
              return client.notify("process/outputDelta", { processHandle, stream, deltaBase64, capReached });
            }
          : undefined,
    };
  }

  async function sendExit(processHandle: string, one: ClientProcess, command: ClientCommand): Promise<void> {
    const outcome = await one.run(command, processes.ended);
    processes.delete(processHandle);
    await client.notify("process/exited", {
      processHandle,
      ...outcome,
      stdoutCapReached: one.isFull("stdout"),
      stderrCapReached: one.isFull("stderr"),
      outputDrainTimedOut: false,
    });
  }
}

function refuseContradictions({ command, cwd, processHandle, size, tty, timeoutMs }: ProcessSpawnParams): void {
  if (command.length === 0 || command[0] === "") throw invalidRequest("command must not be empty");
  if (processHandle === "") throw invalidRequest("processHandle must not be empty");
  if (!path.isAbsolute(cwd)) throw invalidRequest(`Invalid request: the cwd must be absolute: ${cwd}`);
  if (timeoutMs != null && timeoutMs < 0) throw invalidParams("timeoutMs must not be negative");
  if (size == null) return;
  if (tty !== true) throw invalidParams("only a terminal has a size");
  if (size.cols < 1 || size.rows < 1) throw invalidParams("a terminal has at least one row and one column");
}
