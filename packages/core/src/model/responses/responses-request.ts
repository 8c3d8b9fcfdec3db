import type { ResponseItem } from "@codex/protocol";
import { instructionsFor } from "../instructions.js";
import type { ModelClientOptions, ModelCredentials, Prompt } from "../model-client.js";
import { jsonSchemaFormat } from "../output-format.js";
import type { ToolSpec } from "../tool-spec.js";

/** The body of a request to the Responses API, as JSON. */
export function responsesRequestBody(
  options: ModelClientOptions,
  prompt: Prompt,
  credentials: ModelCredentials | undefined,
): string {
  const forChatGpt = credentials?.mode === "chatgpt";
  const store = prompt.store && !forChatGpt;
  const reasoning = reasoningOf(options);
  return JSON.stringify({
    model: options.model,
    instructions: instructionsFor(options.modelFamily, prompt),
    input: prompt.input.flatMap(inputItem),
    tools: prompt.tools.map((tool) => toolJson(tool, forChatGpt)),
    tool_choice: "auto",
    parallel_tool_calls: false,
    reasoning,
    store,
    stream: true,
    // A server that keeps nothing has to hand the reasoning out, for us to send it back.
    include: !store && reasoning !== undefined ? ["reasoning.encrypted_content"] : [],
    prompt_cache_key: options.sessionId,
    text: textOf(options, prompt),
  });
}

function textOf({ modelFamily, verbosity }: ModelClientOptions, { outputSchema }: Prompt) {
  const format =
    outputSchema === undefined ? undefined : { type: "json_schema" as const, ...jsonSchemaFormat(outputSchema) };
  const words = modelFamily.family === "gpt-5" ? verbosity : undefined;
  return format === undefined && words === undefined ? undefined : { verbosity: words, format };
}

function reasoningOf({ modelFamily, effort, summary }: ModelClientOptions) {
  if (!modelFamily.supportsReasoningSummaries) return undefined;
  // Differs from codex-rs: it sends the word "none", which the API refuses.
  return { effort, summary };
}

function inputItem(item: ResponseItem): ResponseItem[] {
  if (item.type === "other") return [];
  // Raw reasoning is for the user's eyes; the API takes it back in encrypted form alone.
  if (item.type === "reasoning" && item.content?.some((part) => part.type === "reasoning_text")) {
    return [{ ...item, content: undefined }];
  }
  return [item];
}

function toolJson(tool: ToolSpec, forChatGpt: boolean) {
  return forChatGpt && tool.type === "web_search" ? { type: "web_search_preview" } : tool;
}
