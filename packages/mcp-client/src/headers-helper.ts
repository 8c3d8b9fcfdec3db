import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import * as z from "zod/mini";
import { McpClientError } from "./error.js";

export interface HeadersHelperOptions {
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly platform: NodeJS.Platform;
  readonly signal: AbortSignal;
}

const LIMIT_MS = 10_000;
const HeadersSchema = z.record(z.string().check(z.regex(/^[\w!#$%&'*+.^`|~-]+$/)), z.string());

/**
 * Headers that a user's command prints as a JSON object of strings: mostly short-lived tokens. Run as in codex 0.171.0: by a shell, with
 * the few variables that a server would get.
 * @throws McpClientError `invalid-server` without any of the command's output, which may be secret.
 */
export async function readHelperHeaders(
  command: string,
  options: HeadersHelperOptions,
): Promise<Record<string, string>> {
  const { env, cwd, platform } = options;
  const [shell, flags] = platform === "win32" ? ["cmd.exe", ["/d", "/s", "/c"]] : ["/bin/sh", ["-c"]];
  const signal = AbortSignal.any([options.signal, AbortSignal.timeout(LIMIT_MS)]);
  const child = spawn(shell, [...flags, command], { cwd, env, signal, stdio: ["ignore", "pipe", "ignore"] });
  const exited = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [output, code] = await Promise.all([text(child.stdout), exited]).catch((error: unknown) => {
    const late = !options.signal.aborted && signal.aborted;
    throw failure(late ? `did not end within ${LIMIT_MS / 1000} s` : "could not be run", error);
  });
  if (code !== 0) throw failure(`ended with code ${code}`);
  return headersIn(output);
}

function headersIn(output: string): Record<string, string> {
  try {
    return HeadersSchema.parse(JSON.parse(output));
  } catch {
    // The parser's own message would quote the output.
    throw failure("did not print one JSON object of header names and texts");
  }
}

function failure(what: string, cause?: unknown): McpClientError {
  return new McpClientError("invalid-server", `\`http_headers_helper\` ${what}`, { cause });
}
