import { encodeJson } from "@codex/slices";
import { encodedInput } from "../encoded-input.js";
import { encodedText } from "../encoded-parts.js";
import { instructionsFor } from "../instructions.js";
import type { ModelClientOptions, Prompt } from "../model-client.js";
import { jsonSchemaFormat } from "../output-format.js";
import type { ToolSpec } from "../tool-spec.js";
import { chatMessages, isWords, messageGroups } from "./chat-messages.js";

/** The body of a request to the Chat Completions API: pieces of JSON, one behind the other. */
export async function chatRequestBody(
  { model, modelFamily, maxOutputTokens }: ModelClientOptions,
  prompt: Prompt,
): Promise<readonly string[]> {
  const system = `{"role":"system","content":${encodedText(instructionsFor(modelFamily, prompt))}}`;
  const transcript = await encodedInput(withoutLastWords(messageGroups(prompt.input)), chatMessages);
  const before = `{"model":${JSON.stringify(model)},"messages":[${system}${transcript === "" ? "" : ","}`;
  const after = await encodeJson({
    stream: true,
    // Models that reason know only the newer name, most other servers only the older one.
    [modelFamily.supportsReasoningSummaries ? "max_completion_tokens" : "max_tokens"]: maxOutputTokens,
    tools: prompt.tools.flatMap(chatTool),
    response_format:
      prompt.outputSchema === undefined
        ? undefined
        : { type: "json_schema", json_schema: jsonSchemaFormat(prompt.outputSchema) },
  });
  return [before, transcript, `],${after.slice(1)}`];
}

/** Some servers refuse a request that ends with the model's own words, others go on in the middle of them. */
function withoutLastWords(groups: ReturnType<typeof messageGroups>): ReturnType<typeof messageGroups> {
  const last = groups.at(-1);
  return last !== undefined && isWords(last) ? groups.slice(0, -1) : groups;
}

/** This API knows functions only. */
function chatTool(tool: ToolSpec): unknown[] {
  if (tool.type !== "function") return [];
  const { type, ...definition } = tool;
  return [{ type, function: definition }];
}
