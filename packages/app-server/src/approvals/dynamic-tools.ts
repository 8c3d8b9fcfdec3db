import { DynamicToolCallResponseSchema } from "@codex/app-server-protocol/approvals";
import { type DynamicToolSpec, DynamicToolSpecSchema } from "@codex/app-server-protocol/thread-start";
import type { CustomTool, CustomToolAnswer } from "@codex/core";
import * as z from "zod/mini";
import { invalidRequest } from "../rpc-errors.js";
import type { ServedThread } from "../threads/served-thread.js";

interface ToolOfClient {
  readonly namespace: string | null;
  readonly name: string;
  readonly description: string;
  readonly inputSchema: unknown;
}

const SchemaSchema = z.record(z.string(), z.unknown());

/** The tools that a client brings along: each call of the model becomes a request to the thread's clients. */
export function dynamicTools(specs: readonly DynamicToolSpec[], served: () => ServedThread): CustomTool[] {
  const tools = specs.flatMap(toolsOf).map((tool) => ({
    name: tool.namespace === null ? tool.name : `${tool.namespace}__${tool.name}`,
    description: tool.description,
    parameters: parametersOf(tool),
    run: (text: string, context: { readonly callId: string; readonly signal: AbortSignal }) =>
      call(served(), tool, { ...context, text }),
  }));
  const twice = tools.find(({ name }, index) => tools.findIndex((one) => one.name === name) !== index);
  if (twice !== undefined) throw invalidRequest(`dynamicTools: there are two tools called ${twice.name}`);
  const bad = tools.find(({ name }) => !/^[a-zA-Z0-9_-]{1,64}$/.test(name));
  if (bad !== undefined) throw invalidRequest(`dynamicTools: ${JSON.stringify(bad.name)} is no tool name`);
  return tools;
}

/** Those that a thread's file keeps; what cannot be read is passed over. */
export function savedDynamicTools(values: readonly unknown[] = []): DynamicToolSpec[] {
  return values.flatMap((value) => DynamicToolSpecSchema.safeParse(value).data ?? []);
}

function toolsOf(spec: DynamicToolSpec): ToolOfClient[] {
  if (spec.type === "function") return [{ ...spec, namespace: null }];
  return spec.tools.map((tool) => ({ ...tool, namespace: spec.name }));
}

function parametersOf({ name, inputSchema }: ToolOfClient): Readonly<Record<string, unknown>> {
  const schema = SchemaSchema.safeParse(inputSchema).data;
  if (schema === undefined) throw invalidRequest(`dynamicTools: the inputSchema of ${name} is no JSON Schema object`);
  return schema;
}

/** What throws here is told to the model as the tool's failure. */
async function call(
  served: ServedThread,
  { namespace, name: tool }: ToolOfClient,
  { text, callId, signal }: { readonly text: string; readonly callId: string; readonly signal: AbortSignal },
): Promise<CustomToolAnswer> {
  const turnId = served.thread.activeTurn?.id ?? "";
  const params = { threadId: served.id, turnId, callId, namespace, tool, arguments: parsed(text) };
  const answer = await served.firstAnswer("item/tool/call", params, signal);
  const response = DynamicToolCallResponseSchema.safeParse(answer).data;
  if (response === undefined) throw new TypeError("the client gave an answer that cannot be read");
  return {
    isError: !response.success,
    content: response.contentItems.map((item) => {
      switch (item.type) {
        case "inputText":
          return { type: "text", text: item.text };
        case "inputImage":
          return { type: "image", url: item.imageUrl };
        case "inputAudio":
          return { type: "text", text: "[audio]" };
        default:
          return item satisfies never;
      }
    }),
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
