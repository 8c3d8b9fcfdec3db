import {
  type ClientCommand,
  type CommandStreams,
  createChildEnvironment,
  sandboxScope,
  type TurnSettings,
} from "@codex/core";
import type { AppServer } from "../app-server.js";
import type { ClientProcess } from "../client-process.js";
import { internalError, invalidParams } from "../rpc-errors.js";
import type { ProfileSettings } from "../threads/thread-config.js";

export const DEFAULT_TIMEOUT_MS = 10_000;
/** For each stream. */
export const DEFAULT_OUTPUT_BYTES = 1024 * 1024;
/** The longest delay of a timer. */
export const MAX_TIMEOUT_MS = 2 ** 31 - 1;

export interface ClientCommandOptions {
  readonly command: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  /** Variables to add; null removes one. */
  readonly env: Readonly<Record<string, string | null>>;
  readonly streams: CommandStreams;
  /** Default: the policy of the thread that works in or above the folder, or else of the configuration. */
  readonly sandboxPolicy?: TurnSettings["sandboxPolicy"] | undefined;
  /** Overrides both. */
  readonly profile?: ProfileSettings | undefined;
}

/** Starts a client's command in a sandbox; its output goes to `clientProcess`. Throws -32603 if it does not start. */
export async function startClientCommand(
  server: AppServer,
  clientProcess: ClientProcess,
  { command, cwd, env, streams, sandboxPolicy, profile }: ClientCommandOptions,
): Promise<ClientCommand> {
  const host = await server.host();
  const config = await host.loadConfig({}, []);
  const sandbox = await server.sandboxes.around(cwd);
  const { roots } = sandbox;
  const named =
    profile === undefined
      ? sandboxPolicy && { sandboxPolicy }
      : sandboxScope({ ...profile, codexHome: config.codexHome }, { cwd, roots });
  const outcome = await host.manager.commands.startForClient(
    {
      command,
      cwd,
      env: environmentOf(createChildEnvironment(config.shellEnvironmentPolicy, config.env), env),
      streams,
      onOutput: (stream, bytes) => clientProcess.take(stream, bytes),
    },
    { ...sandbox, ...named, sandboxed: true },
  );
  if (outcome.type === "started") return outcome.command;
  throw internalError(`failed to run the command: ${outcome.message}`);
}

interface StreamParams {
  readonly tty?: boolean | undefined;
  readonly streamStdin?: boolean | undefined;
  readonly size?: { readonly cols: number; readonly rows: number } | null | undefined;
}

export function streamsOf({ tty, streamStdin, size }: StreamParams): CommandStreams {
  if (tty === true)
    return { type: "terminal", size: size == null ? undefined : { columns: size.cols, rows: size.rows } };
  return { type: streamStdin === true ? "input-and-output" : "output" };
}

interface WriteParams {
  readonly deltaBase64?: string | null | undefined;
  readonly closeStdin?: boolean | undefined;
}

/** The bytes that a client writes, if any. Throws -32602 for invalid base64, and for a request that neither writes nor ends the input. */
export function writtenInput({ deltaBase64, closeStdin }: WriteParams): Uint8Array | undefined {
  if (deltaBase64 == null) {
    if (closeStdin === true) return undefined;
    throw invalidParams("a write needs deltaBase64 or closeStdin");
  }
  if (/^[A-Za-z0-9+/]*={0,2}$/.test(deltaBase64) && deltaBase64.length % 4 === 0)
    return Buffer.from(deltaBase64, "base64");
  throw invalidParams("deltaBase64 is not base64");
}

function environmentOf(
  inherited: Readonly<Record<string, string>>,
  changes: Readonly<Record<string, string | null>>,
): Record<string, string> {
  const all = Object.entries<string | null>({ ...inherited, ...changes });
  return Object.fromEntries(all.filter((entry): entry is [string, string] => entry[1] !== null));
}
