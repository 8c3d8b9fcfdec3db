import { serveAcp, tracedTransport } from "@codex/acp";
import { streamTransport } from "@codex/jsonrpc";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { refuseUnkeptRequirements } from "./refuse-unkept-requirements.js";

/** `codex acp`: threads for an editor. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  await refuseUnkeptRequirements();
  const plain = streamTransport({ readable: io.stdin, writable: io.stdout, gather: setImmediate });
  const traceFile = invocation.option("trace");
  await using trace = traceFile === undefined ? undefined : await openTrace(traceFile);
  const transport = trace === undefined ? plain : tracedTransport(plain, trace.add);
  await serveAcp(
    {
      createHost: async () => {
        const { createServerHost } = await import("./server-host.js");
        return createServerHost(invocation, io);
      },
      cwd: io.cwd,
      env: io.env,
      platform: io.platform,
      version: io.version,
      onProblem: (message) => void io.stderr.write(`acp: ${message}\n`),
    },
    transport,
  );
  return 0;
}

interface Trace extends AsyncDisposable {
  readonly add: (line: string) => void;
}

async function openTrace(path: string): Promise<Trace> {
  const { open } = await import("node:fs/promises");
  const file = await open(path, "a", 0o600);
  let written: Promise<unknown> = Promise.resolve();
  return {
    add(line) {
      // A full disk must not end the session, only the trace.
      written = written.then(() => file.appendFile(line)).catch(() => {});
    },
    async [Symbol.asyncDispose]() {
      await written;
      await file.close();
    },
  };
}
