import { SdkHttpError } from "@modelcontextprotocol/client";
import { $ZodError } from "zod/v4/core";
import { requiredPages } from "./answer-elicitations.js";
import { isObject } from "./json-object.js";
import { excerpt } from "./read-messages.js";
import { SentSecrets } from "./sent-secrets.js";

/** Why communication with a server failed, for people. `secrets` are left out of what the server says. */
export function failureReason(error: unknown, secrets = new SentSecrets()): string {
  return secrets.hideIn(reasonOf(error, secrets));
}

function reasonOf(error: unknown, secrets: SentSecrets): string {
  if (error instanceof SdkHttpError)
    return `the server answered with HTTP ${error.status}${explanation(error, secrets)}`;
  if (!(error instanceof Error)) return String(error);
  const pages = requiredPages(error).flatMap(({ link }) => link?.url ?? []);
  if (pages.length > 0) return `${error.message}: ${pages.join(" ")}`;
  if (error instanceof $ZodError) return `an answer cannot be understood: ${faultsOf(error)}`;
  if ("code" in error && error.code === "ENOENT" && "path" in error) return notFound(String(error.path));
  // `fetch` reports only that it failed, with an error of this kind.
  return error instanceof TypeError && error.cause instanceof Error
    ? `${error.message}: ${error.cause.message}`
    : error.message;
}

const faultsOf = ({ issues }: $ZodError): string =>
  issues.map(({ path, message }) => [path.join("."), message].filter(Boolean).join(": ")).join("; ");

/** What a server says about our token may contain it. */
function explanation({ status, data }: SdkHttpError, secrets: SentSecrets): string {
  if (status === 401 || status === 403) return ", so it does not accept our token";
  const said = saidIn(typeof data.text === "string" ? data.text.trim() : "");
  return said === undefined ? "" : `: ${excerpt(secrets.hideIn(said))}`;
}

/** The message in the body of a failed response: of a JSON-RPC error or another object, or a short text. */
function saidIn(text: string): string | undefined {
  if (text === "" || text.startsWith("<")) return undefined;
  try {
    const body: unknown = JSON.parse(text);
    const error = isObject(body) && isObject(body["error"]) ? body["error"] : body;
    if (!isObject(error)) return typeof error === "string" ? error : undefined;
    const { message, detail, error: code } = error;
    return [message, detail, code].find((said) => typeof said === "string");
  } catch {
    return text;
  }
}

function notFound(program: string): string {
  const hint = /\s/.test(program) ? ": `command` is only the program; its arguments belong in `args`" : "";
  return `the program ${program} was not found${hint}`;
}

/** The last line of a program's output, safe to display: without control characters and without these secrets. */
export function lastWords(output: string, secrets: SentSecrets): string | undefined {
  const lines = output.split("\n").map((line) => line.replace(/[\p{Cc}\p{Cf}]/gu, "").trim());
  const last = lines.findLast((line) => line !== "");
  return last === undefined ? undefined : secrets.hideIn(last).slice(0, 200);
}
