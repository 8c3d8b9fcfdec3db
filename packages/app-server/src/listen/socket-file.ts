import { chmod, mkdtemp, rename, rm, rmdir } from "node:fs/promises";
import type { Server } from "node:http";
import { connect } from "node:net";
import path from "node:path";

/**
 * Makes a server listen on a socket that only its user can open: it is created in a private folder and then moved into place, so that
 * nobody else can open it at any moment. Disposing removes it.
 * @throws Error when another server listens there.
 */
export async function listenOnSocketFile(server: Server, file: string): Promise<AsyncDisposable> {
  if (await isListenedOn(file)) throw new Error(`another server listens on ${file}`);
  const folder = await mkdtemp(`${file}.`);
  const made = path.join(folder, "s");
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen({ path: made }, () => {
        server.off("error", reject);
        resolve();
      });
    });
    await chmod(made, 0o600);
    await rename(made, file);
  } finally {
    await rmdir(folder).catch(() => {});
  }
  return { [Symbol.asyncDispose]: () => rm(file, { force: true }) };
}

/** The socket of a killed server does not answer, and is replaced. */
function isListenedOn(file: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ path: file });
    socket.once("connect", () => {
      socket.destroy();
      resolve(true);
    });
    socket.once("error", () => resolve(false));
  });
}
