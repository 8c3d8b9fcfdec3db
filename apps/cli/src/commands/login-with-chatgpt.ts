import { createInterface } from "node:readline";
import {
  type AuthManager,
  type CallbackResult,
  canOpenBrowser,
  completeDeviceLogin,
  type Issuer,
  LoginAttempt,
  LoginError,
  type LoginServer,
  openBrowser,
  parsePastedCallback,
  requestDeviceCode,
  startLoginServer,
} from "@codex/login";
import type { Io } from "../io.js";

export interface ChatGptLoginOptions {
  readonly manager: AuthManager;
  readonly issuer: Issuer;
  /** The port that the browser returns to. */
  readonly port: number;
  /** Whether the user asked for a device code. */
  readonly deviceAuth: boolean;
}

/**
 * Logs in with ChatGPT in the first way that works: this machine's browser, a code to type on another machine, or the pasted address that a
 * browser elsewhere ended up at. Rejects with a `LoginError`, or when the signal is aborted.
 */
export async function loginWithChatGpt(options: ChatGptLoginOptions, io: Io): Promise<void> {
  options.manager.checkMethod("chatgpt");
  if (!options.deviceAuth && canOpenBrowser(io)) {
    const server = await tryServer(options, io);
    if (server !== undefined) return loginInBrowser(server, io);
    io.stderr.write("The browser cannot return to this machine, so the login continues another way.\n");
  }
  if (!(await loginByDeviceCode(options, io))) await loginByPasting(options, io);
}

const TIME_LIMIT_MS = 10 * 60 * 1000;

/** Reports a taken port and returns undefined. */
async function tryServer(options: ChatGptLoginOptions, io: Io): Promise<LoginServer | undefined> {
  const { manager, issuer, port } = options;
  const onProblem = (message: string) => void io.stderr.write(`${message}\n`);
  try {
    return await startLoginServer({ manager, issuer, port, onProblem, signal: io.signal });
  } catch (error) {
    if (!(error instanceof LoginError) || error.code !== "port-in-use") throw error;
    io.stderr.write(`${error.message}.\n`);
    return undefined;
  }
}

async function loginInBrowser(server: LoginServer, io: Io): Promise<void> {
  await using waiting = server;
  io.stderr.write(
    `Waiting for the login on http://localhost:${waiting.port}.\n` +
      `If your browser did not open, open this address:\n\n${waiting.authUrl}\n\n`,
  );
  if (io.stdin.isTTY) {
    io.stderr.write("If the browser runs on another machine, paste the address where it ends up here.\n");
  }
  await openBrowser(waiting.authUrl, io);
  await (io.stdin.isTTY ? completeEitherWay(waiting, io) : waiting.completed);
}

/** @returns false if the issuer has no device codes. */
async function loginByDeviceCode({ manager, issuer }: ChatGptLoginOptions, io: Io): Promise<boolean> {
  try {
    const code = await requestDeviceCode(issuer, io.signal);
    io.stderr.write(
      `To log in, open this address on any device:\n\n${code.verificationUrl}\n\n` +
        `and enter this code, which works for 15 minutes:\n\n${code.userCode}\n\n` +
        "Enter it only if you started this login yourself.\n",
    );
    await completeDeviceLogin({ manager, issuer, code }, io.signal);
    return true;
  } catch (error) {
    if (!(error instanceof LoginError) || error.code !== "device-code-unavailable") throw error;
    io.stderr.write(`${error.message}.\n`);
    return false;
  }
}

/** The address may be pasted, or requested directly if the port is forwarded (`ssh -L 1455:localhost:1455`). */
async function loginByPasting(options: ChatGptLoginOptions, io: Io): Promise<void> {
  await using server = await tryServer(options, io);
  const attempt = server === undefined ? await LoginAttempt.start(options) : undefined;
  io.stderr.write(
    `Open this address in a browser, on any machine:\n\n${(server ?? attempt)?.authUrl}\n\n` +
      "After the login the browser ends up at an address that begins with " +
      `http://localhost:${options.port}/auth/callback. Unless the login completes by itself, paste that address here.\n`,
  );
  if (server !== undefined) await completeEitherWay(server, io);
  else if (attempt !== undefined) await completeByPasting(attempt, io);
}

async function completeEitherWay(server: LoginServer, io: Io): Promise<void> {
  const done = new AbortController();
  // If input ends or never arrives, the browser can still log in.
  void acceptPasted((parameters) => server.accept(parameters), io, done.signal).catch(() => {});
  try {
    await server.completed;
  } finally {
    done.abort();
  }
}

async function completeByPasting(attempt: LoginAttempt, io: Io): Promise<void> {
  const limit = AbortSignal.any([io.signal, AbortSignal.timeout(TIME_LIMIT_MS)]);
  const accept = async (parameters: URLSearchParams) => {
    const result = await attempt.accept(parameters, limit);
    if (result.type !== "logged-in") io.stderr.write(`${result.reason}\n`);
    return result;
  };
  if (await acceptPasted(accept, io, limit)) return;
  io.signal.throwIfAborted();
  throw limit.aborted
    ? new LoginError("login-timed-out", "Login timed out")
    : new LoginError("login-cancelled", "no address of a completed login was given");
}

/** Accepts lines until one of them logs in. @returns false if the input or the signal ends first. */
async function acceptPasted(
  accept: (parameters: URLSearchParams) => Promise<CallbackResult>,
  io: Io,
  signal: AbortSignal,
): Promise<boolean> {
  const lines = createInterface({ input: io.stdin, signal });
  for await (const line of lines) {
    if (line.trim() === "") continue;
    const result = await accept(parsePastedCallback(line));
    if (result.type === "logged-in") return true;
  }
  return false;
}
