import { type AuthManager, LoginError } from "@codex/login";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";
import { authManagerFromInvocation, issuerOf } from "./auth-manager.js";
import { loginWithChatGpt } from "./login-with-chatgpt.js";

/** `codex login`: with an API key, otherwise with ChatGPT. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  if (invocation.has("with-access-token")) {
    io.stderr.write(`error: ${NO_ACCESS_TOKENS}\n`);
    return ExitCode.usage;
  }
  const port = portOf(invocation);
  if (port === undefined) {
    io.stderr.write("error: --port takes a number from 1 to 65535\n");
    return ExitCode.usage;
  }
  await using manager = await authManagerFromInvocation(invocation, io);
  try {
    if (wantsApiKey(invocation)) await loginWithApiKey(manager, invocation, io);
    else {
      const deviceAuth = invocation.has("device-auth");
      await loginWithChatGpt({ manager, issuer: issuerOf(invocation, io), port, deviceAuth }, io);
    }
  } catch (error) {
    if (io.signal.aborted) return ExitCode.interrupted;
    if (!(error instanceof LoginError)) throw error;
    io.stderr.write(`Error logging in: ${error.message}\n`);
    return ExitCode.failed;
  }
  io.stderr.write("Successfully logged in\n");
  return ExitCode.done;
}

const NO_ACCESS_TOKENS =
  "--with-access-token: access tokens of ChatGPT workspaces are not supported; use --with-api-key, or --device-auth on a machine without a browser";

export const DEFAULT_PORT = 1455;

function portOf(invocation: Invocation): number | undefined {
  const text = invocation.option("port");
  if (text === undefined) return DEFAULT_PORT;
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65535 ? port : undefined;
}

function wantsApiKey(invocation: Invocation): boolean {
  return invocation.has("api-key") || invocation.has("with-api-key");
}

async function loginWithApiKey(manager: AuthManager, invocation: Invocation, io: Io): Promise<void> {
  const given = invocation.option("api-key");
  const fromInput = given === undefined || given === "-";
  if (fromInput && io.stdin.isTTY) {
    const hint = "printenv OPENAI_API_KEY | codex login --with-api-key";
    throw new LoginError("login-failed", `the API key is read from standard input, for example: ${hint}`);
  }
  const key = (fromInput ? await readAll(io) : given).trim();
  if (key === "" || /\s/.test(key)) throw new LoginError("login-failed", "this is not an API key");
  await manager.loginWithApiKey(key, io.signal);
}

async function readAll({ stdin, signal }: Io): Promise<string> {
  const chunks: Buffer[] = [];
  const stop = () => stdin.destroy();
  signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const chunk of stdin) chunks.push(Buffer.from(chunk));
  } finally {
    signal.removeEventListener("abort", stop);
  }
  return Buffer.concat(chunks).toString("utf8");
}
