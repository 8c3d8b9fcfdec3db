import { setFlagsFromString } from "node:v8";
import { CodexError, type Config, homeFolder, imageProblem } from "@codex/core";
import type { AuthManager } from "@codex/login";
import { type Loaded, localEngine } from "@codex/tui";
import type { Invocation } from "../command-line/command-spec.js";
import { issuerOf } from "../commands/auth-manager.js";
import { createEngine } from "../commands/engine.js";
import { DEFAULT_PORT } from "../commands/login.js";
import { loginWithChatGpt } from "../commands/login-with-chatgpt.js";
import { prepareOss } from "../commands/prepare-oss.js";
import { configFromInvocation, imagesOf, localProviderOf } from "../commands/session-config.js";
import type { Io } from "../io.js";
import { logFolderOf } from "../log/log-folder.js";

/** The images on the command line. @throws CodexError `request-invalid` for unusable ones. */
export async function promptImages(invocation: Invocation, io: Io): Promise<readonly string[]> {
  const images = imagesOf(invocation, io);
  const problem = await imageProblem(images);
  if (problem !== undefined) throw new CodexError("request-invalid", `--image: ${problem}`);
  return images;
}

/** Loads the configuration of a chat and creates its engine. */
export async function startEngine(
  invocation: Invocation,
  io: Io,
  onWarning: (message: string) => void,
): Promise<Loaded & AsyncDisposable> {
  keepHeapSmall();
  // With --remote, --cd names a folder on the server's machine.
  const config = await chatConfig(invocation, io, invocation.has("remote") ? { cwd: io.cwd } : {});
  if (invocation.has("remote"))
    return (await import("./start-remote.js")).startRemote(invocation, config, { io, onWarning });
  if (localProviderOf(invocation) !== undefined) await prepareOss(config, io);
  const recording = await openRecording(config, io, onWarning);
  const engine = await createEngine(config, io, { onWarning, onThreadEvent: recording?.onThreadEvent });
  const ended = new AbortController();
  if (config.checkForUpdates) await announceUpdate(config, io, { onWarning, signal: ended.signal });
  return {
    config,
    engine: localEngine({
      ...engine,
      codexHome: config.codexHome,
      env: io.env,
      logIn: () => logIn(invocation, io, engine.auth),
      configIn: (cwd) => chatConfig(invocation, io, { cwd }),
      signal: io.signal,
    }),
    home: homeFolder(io.env),
    async [Symbol.asyncDispose]() {
      ended.abort();
      await engine[Symbol.asyncDispose]();
      await recording?.[Symbol.asyncDispose]();
    },
  };
}

async function openRecording(config: Config, { env }: Io, onWarning: (message: string) => void) {
  if (!env["CODEX_TUI_RECORD_SESSION"]) return undefined;
  const { recordSession, sessionLogPath } = await import("../log/record-session.js");
  const file = sessionLogPath(env, logFolderOf(config), new Date());
  return file === undefined ? undefined : recordSession(file, config, onWarning);
}

interface UpdateListener {
  readonly onWarning: (message: string) => void;
  readonly signal: AbortSignal;
}

async function announceUpdate({ codexHome }: Config, io: Io, { onWarning, signal }: UpdateListener): Promise<void> {
  const { updateHint } = await import("./update-hint.js");
  const { hint } = await updateHint({ codexHome, io, signal });
  if (hint !== undefined) onWarning(hint);
}

/** Runs `codex login` within the chat. */
async function logIn(invocation: Invocation, io: Io, manager: AuthManager): Promise<void> {
  const issuer = issuerOf(invocation, io);
  await loginWithChatGpt({ manager, issuer, port: DEFAULT_PORT, deviceAuth: false }, io);
}

function chatConfig(invocation: Invocation, io: Io, place: { readonly cwd?: string } = {}): Promise<Config> {
  return configFromInvocation(invocation, io, { includePlanTool: true, followTrust: true, ...place });
}

/** Long answers create much short-lived garbage; a heap that grew for it would stay large for hours. */
function keepHeapSmall(): void {
  setFlagsFromString("--semi-space-growth-factor=1");
}
