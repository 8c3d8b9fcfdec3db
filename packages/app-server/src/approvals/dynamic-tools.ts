import { DynamicToolCallResponseSchema } from "@codex/app-server-protocol/approvals";
import { type DynamicToolSpec, DynamicToolSpecSchema } from "@codex/app-server-protocol/thread-start";
import type { CustomTool, CustomToolAnswer } from "@codex/core";
import * as z from "zod/mini";
import { invalidRequest } from "../rpc-errors.js";
import type { ServedThread } from "../threads/served-thread.js";

interface ToolOfClient {
  readonly namespace: { readonly name: string; readonly description: string } | undefined;
  readonly name: string;
  readonly description: string;
  readonly inputSchema: unknown;
}

const SchemaSchema = z.record(z.string(), z.unknown());

/** Tools that a client provides: each call is sent to the thread's clients as a request. */
export function dynamicTools(specs: readonly DynamicToolSpec[], served: () => ServedThread): CustomTool[] {
  const tools = specs.flatMap(toolsOf).map((tool) => ({
    name: tool.name,
    namespace: tool.namespace,
    description: tool.description,
    parameters: parametersOf(tool),
    run: (text: string, context: { readonly callId: string; readonly signal: AbortSignal }) =>
      call(served(), tool, { ...context, text }),
  }));
  for (const { name, namespace } of tools) {
    checkName(name);
    if (namespace !== undefined) checkName(namespace.name);
  }
  return tools;
}

function checkName(name: string): void {
  if (!/^[a-zA-Z0-9_-]{1,64}$/.test(name))
    throw invalidRequest(`dynamicTools: ${JSON.stringify(name)} is not a tool name`);
  if (/^mcp(__|$)/.test(name)) throw invalidRequest(`dynamicTools: ${name} is a name of the tools of MCP servers`);
}

/** The dynamic tools in a thread's file; invalid ones are skipped. */
export function savedDynamicTools(values: readonly unknown[] = []): DynamicToolSpec[] {
  return values.flatMap((value) => DynamicToolSpecSchema.safeParse(value).data ?? []);
}

function toolsOf(spec: DynamicToolSpec): ToolOfClient[] {
  if (spec.type === "function") return [{ ...spec, namespace: undefined }];
  const { name, description } = spec;
  return spec.tools.map((tool) => ({ ...tool, namespace: { name, description } }));
}

function parametersOf({ name, inputSchema }: ToolOfClient): Readonly<Record<string, unknown>> {
  const schema = SchemaSchema.safeParse(inputSchema).data;
  if (schema === undefined) throw invalidRequest(`dynamicTools: the inputSchema of ${name} is no JSON Schema object`);
  return schema;
}

/** Failures become the tool's result. */
async function call(
  served: ServedThread,
  { namespace, name: tool }: ToolOfClient,
  { text, callId, signal }: { readonly text: string; readonly callId: string; readonly signal: AbortSignal },
): Promise<CustomToolAnswer> {
  const turnId = served.thread.activeTurn?.id ?? "";
  const params = {
    threadId: served.id,
    turnId,
    callId,
    namespace: namespace?.name ?? null,
    tool,
    arguments: parsed(text),
  };
  const answered = await served.firstAnswer("item/tool/call", params, signal).then(
    (answer) => ({ answer }),
    () => undefined,
  );
  signal.throwIfAborted();
  if (answered === undefined) return failed("dynamic tool request failed");
  const response = DynamicToolCallResponseSchema.safeParse(answered.answer).data;
  if (response === undefined) return failed("dynamic tool response was invalid");
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

const failed = (text: string): CustomToolAnswer => ({ isError: true, content: [{ type: "text", text }] });

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
