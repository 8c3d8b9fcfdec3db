import { createHash } from "node:crypto";
import type { ResponseItem } from "@codex/protocol";
import { requestedEffort } from "../effort.js";
import { encodedInput } from "../encoded-input.js";
import { encodedText, encodedTool } from "../encoded-parts.js";
import { instructionsFor } from "../instructions.js";
import type { ModelClientOptions, ModelCredentials, Prompt } from "../model-client.js";
import { jsonSchemaFormat } from "../output-format.js";
import { requestedTier } from "../service-tier.js";
import { FUNCTIONS_NAMESPACE } from "../tool-names.js";
import type { ToolSpec } from "../tool-spec.js";

/** The body of a Responses API request, as consecutive pieces of JSON. */
export async function responsesRequestBody(
  options: ModelClientOptions,
  prompt: Prompt,
  credentials: ModelCredentials | undefined,
): Promise<readonly string[]> {
  const forChatGpt = credentials?.mode === "chatgpt";
  const { modelFamily } = options;
  const { isInCatalog = false, receivesToolsAsItem = false, callsInParallel = false } = modelFamily;
  const isOfToday = isInCatalog || receivesToolsAsItem;
  const store = prompt.store && !forChatGpt && !isOfToday;
  const instructions = encodedText(instructionsFor(modelFamily, prompt));
  const tools = prompt.tools.map((tool) => wireTool(tool, forChatGpt));
  const reasoning = reasoningOf(options);
  const introduction = [
    ...(receivesToolsAsItem && tools.length > 0 ? [toolsItem(tools)] : []),
    ...(isOfToday ? [developerMessage(instructions)] : []),
  ];
  const ofOpenAi = options.provider.requires_openai_auth;
  const transcript = await encodedInput(prompt.input, (item) => inputItem(item, { ofOpenAi }));
  const between = introduction.length > 0 && transcript !== "" ? "," : "";
  const rest = JSON.stringify({
    tool_choice: "auto",
    parallel_tool_calls: callsInParallel && !receivesToolsAsItem,
    reasoning,
    store,
    stream: true,
    // A server that stores nothing must return the reasoning, so that we can send it back.
    include: !store && reasoning !== undefined ? ["reasoning.encrypted_content"] : [],
    prompt_cache_key: options.sessionId,
    service_tier: requestedTier(options.serviceTier, modelFamily),
    // ChatGPT's servers reject it.
    max_output_tokens: forChatGpt ? undefined : options.maxOutputTokens,
    text: textOf(options, prompt),
  });
  const before = [
    `{"model":${JSON.stringify(options.model)}`,
    ...(isOfToday ? [] : [`"instructions":${instructions}`]),
    `"input":[${introduction.join(",")}${between}`,
  ];
  const after = ["]", ...(receivesToolsAsItem ? [] : [`"tools":[${encodedTools(tools)}]`]), rest.slice(1)];
  return [before.join(","), transcript, after.join(",")];
}

/** Tools as an item: ungrouped tools are put into a group of that name; groups are unchanged. */
function toolsItem(tools: readonly WireTool[]): string {
  const groups = tools.filter(({ type }) => type === "namespace");
  const functions = tools.filter(({ type }) => type !== "namespace");
  const group = `{"type":"namespace","name":"${FUNCTIONS_NAMESPACE}","description":"","tools":[${encodedTools(functions)}]}`;
  return `{"type":"additional_tools","role":"developer","tools":[${[group, ...groups.map(encodedTool)].join(",")}]}`;
}

const encodedTools = (tools: readonly WireTool[]): string => tools.map(encodedTool).join(",");

/** @param text As JSON. */
function developerMessage(text: string): string {
  return `{"type":"message","role":"developer","content":[{"type":"input_text","text":${text}}]}`;
}

function textOf({ modelFamily, verbosity }: ModelClientOptions, { outputSchema }: Prompt) {
  const format =
    outputSchema === undefined ? undefined : { type: "json_schema" as const, ...jsonSchemaFormat(outputSchema) };
  const isTaken = modelFamily.takesVerbosity ?? modelFamily.family === "gpt-5";
  const words = isTaken ? (verbosity ?? modelFamily.defaultVerbosity) : undefined;
  return format === undefined && words === undefined ? undefined : { verbosity: words, format };
}

function reasoningOf({ modelFamily, effort, summary }: ModelClientOptions) {
  if (!modelFamily.supportsReasoningSummaries) return undefined;
  // Differs from codex-rs, which sends "none"; the API rejects that.
  const context = modelFamily.receivesToolsAsItem === true ? "all_turns" : undefined;
  return {
    effort: requestedEffort(effort, modelFamily.efforts),
    summary: summary === "none" ? undefined : summary,
    context,
  };
}

interface Receiver {
  /**
   * OpenAI's own server, which accepts reasoning only in encrypted form. Open models continue after a call from the reasoning's
   * text.
   */
  readonly ofOpenAi: boolean;
}

function inputItem(item: ResponseItem, { ofOpenAi }: Receiver): ResponseItem[] {
  if (item.type === "other") return [];
  const known = withAcceptedIds(item);
  // Extra fields from a server of the other wire are not valid parameters here.
  if (known.type === "function_call") return [known.extra_content ? { ...known, extra_content: undefined } : known];
  if (known.type !== "reasoning") return [known];
  const isTaken = !ofOpenAi && known.content?.some((part) => part.type === "reasoning_text") === true;
  return [isTaken ? known : { ...known, content: undefined }];
}

/** The API's format for ids; it rejects longer or other ones, which come from other servers and wires. */
const ACCEPTED_ID = /^[a-zA-Z0-9_-]{1,64}$/;

/** An item's own id can be omitted. A call's id links it to its output, so both get the same substitute. */
function withAcceptedIds(item: ResponseItem): ResponseItem {
  const named = "id" in item && item.id !== undefined && item.type !== "reasoning" && isForeign(item.id);
  const own = named ? { ...item, id: undefined } : item;
  if (!("call_id" in own) || own.call_id === undefined || ACCEPTED_ID.test(own.call_id)) return own;
  return { ...own, call_id: `call_${createHash("sha256").update(own.call_id).digest("hex").slice(0, 40)}` };
}

function isForeign(id: string): boolean {
  return !ACCEPTED_ID.test(id) || id.startsWith("chat_");
}

/** ChatGPT's servers use another name for the search and accept no parameters. */
const CHATGPT_SEARCH = { type: "web_search_preview" } as const;

type WireTool = ToolSpec | typeof CHATGPT_SEARCH;

function wireTool(tool: ToolSpec, forChatGpt: boolean): WireTool {
  return forChatGpt && tool.type === "web_search" ? CHATGPT_SEARCH : tool;
}
