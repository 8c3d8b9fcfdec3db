import type { Server } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { LoginError } from "./login-error.js";
import { describePortHolder } from "./port-holder.js";
import { cancelRunningLogin } from "./running-login.js";

const TAKEOVER_TRIES = 40;
const TAKEOVER_PAUSE_MS = 50;

/**
 * Makes `server` listen on 127.0.0.1. If another login of the same `CODEX_HOME` has the port, that login is cancelled: the user is looking
 * at the newest one.
 *
 * @returns the port.
 * @throws LoginError `port-in-use`, naming the program that has it.
 */
export async function listenForLogin(server: Server, place: { port: number; codexHome: string }): Promise<number> {
  let tookOver = false;
  for (let tries = 0; ; tries++) {
    const port = await tryListen(server, place.port);
    if (port !== undefined) return port;
    if (tries === 0) tookOver = await cancelRunningLogin(place.codexHome, place.port);
    if (!tookOver || tries >= TAKEOVER_TRIES) {
      const holder = await describePortHolder(place.port);
      throw new LoginError("port-in-use", `port ${place.port} is in use by ${holder}`);
    }
    await sleep(TAKEOVER_PAUSE_MS);
  }
}

/** Returns the port, or undefined when it is taken. */
function tryListen(server: Server, port: number): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException) => {
      server.off("listening", onListening);
      if (error.code === "EADDRINUSE") resolve(undefined);
      else reject(new LoginError("login-failed", `cannot listen on port ${port}: ${error.code}`, { cause: error }));
    };
    const onListening = () => {
      server.off("error", onError);
      const address = server.address();
      resolve(typeof address === "object" && address !== null ? address.port : port);
    };
    server.once("error", onError).once("listening", onListening).listen({ port, host: "127.0.0.1" });
  });
}
