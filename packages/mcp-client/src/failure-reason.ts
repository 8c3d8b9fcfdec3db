import { SdkHttpError } from "@modelcontextprotocol/client";

/** Why communication with a server failed, for people. */
export function failureReason(error: unknown): string {
  if (error instanceof SdkHttpError) {
    const hint = error.status === 401 || error.status === 403 ? ", so it does not accept our token" : "";
    return `the server answered with HTTP ${error.status}${hint}`;
  }
  if (!(error instanceof Error)) return String(error);
  if ("code" in error && error.code === "ENOENT" && "path" in error) return notFound(String(error.path));
  // `fetch` reports only that it failed, with an error of this kind.
  return error instanceof TypeError && error.cause instanceof Error
    ? `${error.message}: ${error.cause.message}`
    : error.message;
}

function notFound(program: string): string {
  const hint = /\s/.test(program) ? ": `command` is only the program; its arguments belong in `args`" : "";
  return `the program ${program} was not found${hint}`;
}

/** The last line of a program's output, safe to display: without control characters and without these secrets. */
export function lastWords(output: string, secrets: Iterable<string>): string | undefined {
  const lines = output.split("\n").map((line) => line.replace(/[\p{Cc}\p{Cf}]/gu, "").trim());
  let last = lines.findLast((line) => line !== "");
  for (const secret of secrets) if (secret.length >= 8) last = last?.replaceAll(secret, "[hidden]");
  return last?.slice(0, 200);
}
