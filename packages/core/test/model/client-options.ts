import { chatChunk } from "@codex/test-support";
import { createModelClient } from "../../src/model/create-model-client.js";
import type { ModelClientOptions, Prompt, ResponseEvent } from "../../src/model/model-client.js";
import { modelFamilyFor } from "../../src/model/model-family.js";
import type { ModelProviderInfo } from "../../src/model/provider/provider-info.js";

export interface ClientSettings extends Partial<Omit<ModelClientOptions, "provider">> {
  readonly provider?: Partial<ModelProviderInfo>;
}

/** The options of a client for a scripted server; retries are off. */
export function clientOptions(baseUrl: string, { provider, ...settings }: ClientSettings = {}): ModelClientOptions {
  const model = settings.model ?? "test-model";
  return {
    model,
    modelFamily: modelFamilyFor(model),
    provider: {
      name: "test",
      base_url: baseUrl,
      wire_api: "responses",
      request_max_retries: 0,
      stream_max_retries: 0,
      requires_openai_auth: false,
      ...provider,
    },
    effort: "medium",
    summary: "auto",
    sessionId: "session",
    auth: undefined,
    env: {},
    originator: "codex_cli_rs",
    userAgent: "codex_cli_rs/test",
    ...settings,
  };
}

/** The same for Chat Completions. */
export const chatOptions = (baseUrl: string, { provider, ...settings }: ClientSettings = {}) =>
  clientOptions(baseUrl, { ...settings, provider: { wire_api: "chat", ...provider } });

export function userMessage(text: string): Prompt["input"][number] {
  return { type: "message", role: "user", content: [{ type: "input_text", text }] };
}

export const PROMPT: Prompt = { input: [userMessage("go")], tools: [], store: true };

/** Collects one answer to its end. */
export async function collect(
  options: ModelClientOptions,
  prompt: Prompt = PROMPT,
  signal: AbortSignal = new AbortController().signal,
): Promise<ResponseEvent[]> {
  const events: ResponseEvent[] = [];
  for await (const event of createModelClient(options).stream(prompt, signal)) events.push(event);
  return events;
}

/** The same without item ids, which differ for each answer. */
export async function collectWithoutIds(...args: Parameters<typeof collect>) {
  const events = await collect(...args);
  return events.map((event) => {
    if (event.type !== "output-item-done") return event;
    const { id: _, ...item } = { id: "", ...event.item };
    return { ...event, item: item.type === "reasoning" ? { ...item, id: "" } : item };
  });
}

/** Chunks with one piece of a tool call each. */
export const callChunks = (...pieces: unknown[]) => pieces.map((piece) => chatChunk({ tool_calls: [piece] }));

export const calledFunction = (name: string | undefined, args: unknown) => ({ function: { name, arguments: args } });
