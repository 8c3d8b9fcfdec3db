import { CodexError } from "../../error.js";
import { isJsonObject, tryParseJson } from "../../json.js";
import { httpRequest } from "../http/http-request.js";
import { readLines } from "../http/read-lines.js";
import { expectAnswer, isSuccess, type LocalServerOptions, localRequest, readLocalJson } from "./local-server.js";
import type { ModelProviderInfo } from "./provider-info.js";

/** The progress of a model download. Sizes in bytes, over all parts known so far. */
export type OllamaPullProgress =
  | { readonly type: "status"; readonly status: string }
  | { readonly type: "download"; readonly completed: number; readonly total: number };

export interface OllamaOptions extends LocalServerOptions {
  readonly provider: ModelProviderInfo;
  readonly model: string;
  readonly onProgress?: (progress: OllamaPullProgress) => void;
}

const PULL_IDLE_TIMEOUT_MS = 300_000;
const MAX_LINE_CHARACTERS = 8 * 1024 * 1024;

/**
 * Prepares a model on this machine's Ollama server: checks that the server runs, and downloads the model if it is missing. Throws
 * `connection-failed` with advice.
 */
export async function prepareOllamaModel(options: OllamaOptions): Promise<void> {
  const { base, probePath } = serverAddress(options.provider);
  await probe(new URL(probePath, base), options);
  const models = await modelNames(new URL("api/tags", base), options);
  if (models !== undefined && !models.includes(options.model)) await pull(new URL("api/pull", base), options);
}

function serverAddress(provider: ModelProviderInfo): { base: URL; probePath: string } {
  const text = (provider.base_url ?? "").replace(/(?<!\/)\/+$/, "");
  const root = text.replace(/\/v1$/, "");
  if (!URL.canParse(root)) {
    throw new CodexError("config-invalid", `model provider ${provider.name}: base_url is not a URL: ${text}`);
  }
  return { base: new URL(`${root}/`), probePath: root === text ? "api/tags" : "v1/models" };
}

async function probe(url: URL, options: OllamaOptions): Promise<void> {
  const advice =
    `No Ollama server answers at ${url.origin}. Start it with \`ollama serve\`; ` +
    "how to install it: https://github.com/ollama/ollama#ollama";
  await expectAnswer(url, advice, options);
}

async function modelNames(url: URL, options: OllamaOptions): Promise<string[] | undefined> {
  const answer = await readLocalJson(url, options);
  if (!isJsonObject(answer) || !Array.isArray(answer["models"])) return undefined;
  return answer["models"].flatMap((model: unknown) =>
    isJsonObject(model) && typeof model["name"] === "string" ? [model["name"]] : [],
  );
}

async function pull(url: URL, options: OllamaOptions): Promise<void> {
  const { model, signal, onProgress } = options;
  const body = JSON.stringify({ model, stream: true });
  const reply = await httpRequest({ ...localRequest(url, options), method: "POST", body });
  if (!isSuccess(reply)) {
    reply.destroy();
    throw pullFailed(model, `${reply.statusCode} ${reply.statusMessage}`);
  }
  const sizes = new Map<string, { completed: number; total: number }>();
  const limits = { idleTimeoutMs: PULL_IDLE_TIMEOUT_MS, maxCharacters: MAX_LINE_CHARACTERS, signal };
  for await (const line of readLines(reply, limits)) {
    const step = tryParseJson(line);
    if (!isJsonObject(step)) continue;
    // The server answers 200 even for unknown names; the error is in the stream.
    if (typeof step["error"] === "string") throw pullFailed(model, step["error"]);
    if (step["status"] === "success") return;
    const progress = progressOf(step, sizes);
    if (progress !== undefined) onProgress?.(progress);
  }
  throw pullFailed(model, "the server ended the download early");
}

function progressOf(
  step: Readonly<Record<string, unknown>>,
  sizes: Map<string, { completed: number; total: number }>,
): OllamaPullProgress | undefined {
  const { digest, total, completed, status } = step;
  if (typeof digest !== "string" || typeof total !== "number") {
    return typeof status === "string" ? { type: "status", status } : undefined;
  }
  sizes.set(digest, { total, completed: typeof completed === "number" ? completed : 0 });
  const sum = { type: "download" as const, completed: 0, total: 0 };
  for (const size of sizes.values()) {
    sum.completed += size.completed;
    sum.total += size.total;
  }
  return sum;
}

function pullFailed(model: string, reason: string): CodexError {
  return new CodexError("connection-failed", `Ollama could not download ${model}: ${reason}`);
}
