import { encodeJson } from "@codex/slices";
import { encodedInput } from "../encoded-input.js";
import { encodedText } from "../encoded-parts.js";
import { instructionsFor } from "../instructions.js";
import type { ModelClientOptions, Prompt } from "../model-client.js";
import { jsonSchemaFormat } from "../output-format.js";
import type { ToolSpec } from "../tool-spec.js";
import { chatMessages, isWords, messageGroups } from "./chat-messages.js";

/** The body of a Chat Completions request, as consecutive pieces of JSON. */
export async function chatRequestBody(
  { model, modelFamily, maxOutputTokens }: ModelClientOptions,
  prompt: Prompt,
): Promise<readonly string[]> {
  const system = `{"role":"system","content":${encodedText(instructionsFor(modelFamily, prompt))}}`;
  const transcript = await encodedInput(withoutLastWords(messageGroups(prompt.input)), chatMessages);
  const before = `{"model":${JSON.stringify(model)},"messages":[${system}${transcript === "" ? "" : ","}`;
  const after = await encodeJson({
    stream: true,
    // Reasoning models accept only the newer name, most other servers only the older one.
    [modelFamily.supportsReasoningSummaries ? "max_completion_tokens" : "max_tokens"]: maxOutputTokens,
    tools: prompt.tools.flatMap(chatTool),
    response_format:
      prompt.outputSchema === undefined
        ? undefined
        : { type: "json_schema", json_schema: jsonSchemaFormat(prompt.outputSchema) },
  });
  return [before, transcript, `],${after.slice(1)}`];
}

/** Some servers reject a request that ends with an assistant message; others continue in the middle of it. */
function withoutLastWords(groups: ReturnType<typeof messageGroups>): ReturnType<typeof messageGroups> {
  const last = groups.at(-1);
  return last !== undefined && isWords(last) ? groups.slice(0, -1) : groups;
}

/** This API has only function tools. */
function chatTool(tool: ToolSpec): unknown[] {
  if (tool.type !== "function") return [];
  const { type, ...definition } = tool;
  return [{ type, function: definition }];
}
