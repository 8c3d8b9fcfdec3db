import { connect, type Socket } from "node:net";
import { homedir } from "node:os";
import { pipeline } from "node:stream/promises";
import { parseListenAddress } from "@codex/app-server";
import { findCodexHome } from "@codex/core";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";

/**
 * `codex app-server proxy`: connects standard input and output to the socket of a server on this machine, so that a remote client can reach
 * it through a mere remote shell.
 */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const codexHome = await findCodexHome(io.env, homedir);
  const address = parseListenAddress(`unix://${invocation.option("sock") ?? ""}`, { cwd: io.cwd, codexHome });
  if (address?.type !== "unix") throw new TypeError("a unix:// URL is the address of a socket");
  const socket = await opened(address.path);
  io.signal.addEventListener("abort", () => socket.destroy(), { once: true });
  // When the server disconnects, the proxy ends, even if the client has more to send.
  const [, answered] = await Promise.allSettled([
    pipeline(io.stdin, socket),
    pipeline(socket, io.stdout, { end: false }),
  ]);
  if (answered.status === "rejected" && !io.signal.aborted) throw answered.reason;
  return 0;
}

function opened(path: string): Promise<Socket> {
  return new Promise((resolve, reject) => {
    const socket = connect({ path, allowHalfOpen: true });
    socket.once("connect", () => resolve(socket));
    socket.once("error", (cause) =>
      reject(
        new Error(
          `no app-server listens on ${terminalLine(path)}; start one with 'codex app-server --listen unix://${terminalLine(path)}'`,
          { cause },
        ),
      ),
    );
  });
}
