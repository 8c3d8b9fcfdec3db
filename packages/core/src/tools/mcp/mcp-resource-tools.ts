import type { ResourceContent } from "@codex/mcp-client";
import * as z from "zod/mini";
import type { McpResult } from "../../items/call-items.js";
import type { McpServers } from "../../session/mcp-servers.js";
import type { Turn } from "../../session/turn.js";
import { mcpResourceToolSpec } from "../../specs/mcp-resource-tool-specs.js";
import { functionTool } from "../function-tool.js";
import type { Tool, ToolAnswer } from "../tool.js";
import { runMcpCall } from "./mcp-tool.js";

/** The server name shown in the item of a request to all servers. */
const EVERY_SERVER = "codex";

/** Tools for reading the resources of MCP servers; offered if a server has any. */
export function mcpResourceTools(turn: Turn): readonly Tool[] {
  return [
    listTool(turn, { name: "list_mcp_resources", key: "resources" }),
    listTool(turn, { name: "list_mcp_resource_templates", key: "resourceTemplates" }),
    readTool(turn),
  ];
}

interface Listing {
  readonly name: "list_mcp_resources" | "list_mcp_resource_templates";
  readonly key: "resources" | "resourceTemplates";
}

function listTool(turn: Turn, { name, key }: Listing): Tool {
  const { mcp } = turn.session.services;
  return functionTool({
    names: [name],
    spec: () => specOf(name, mcp),
    isOff: () => mcp.manager === undefined,
    leavesFilesAlone: true,
    runsInParallel: () => true,
    arguments: z.object({ server: z.nullish(z.string()) }),
    run({ server }, { callId }) {
      return readMcp({
        turn,
        callId,
        name: { server: server ?? EVERY_SERVER, tool: name },
        arguments: server == null ? {} : { server },
        tool: readingTool(name),
        async call(signal) {
          const servers = server == null ? serversWithSome(mcp) : [server];
          const listed = await Promise.all(
            servers.map(async (one) => {
              const described = await mcp.manager?.describe(one, signal);
              return (described?.[key] ?? []).map((entry) => ofServer(one, entry));
            }),
          );
          return textResult({ ...(server == null ? {} : { server }), [key]: listed.flat() });
        },
      });
    },
  });
}

/** Keys in the order in which codex 0.171.0 writes them, since clients show the text unchanged. */
function ofServer(server: string, { name, ...entry }: Readonly<Record<string, unknown>>) {
  const { uri, uriTemplate, ...rest } = entry;
  const address = uri === undefined ? { uriTemplate } : { uri };
  return { server, ...address, name, ...rest };
}

function readTool(turn: Turn): Tool {
  const { mcp } = turn.session.services;
  const name = "read_mcp_resource";
  return functionTool({
    names: [name],
    spec: () => specOf(name, mcp),
    isOff: () => mcp.manager === undefined,
    leavesFilesAlone: true,
    runsInParallel: () => true,
    arguments: z.object({ server: z.string(), uri: z.string() }),
    run({ server, uri }, { callId }) {
      return readMcp({
        turn,
        callId,
        name: { server, tool: name },
        arguments: { server, uri },
        tool: readingTool(name),
        async call(signal) {
          const contents = (await mcp.manager?.readResource(server, uri, signal)) ?? [];
          const { content } = textResult({ server, uri, contents: contents.map(withoutBytes) });
          return { content: [...content, ...contents.flatMap(pictureOf)] };
        },
      });
    },
  });
}

/** Hooks get the text that the model gets, as of other built-in tools. */
async function readMcp(call: Parameters<typeof runMcpCall>[0]): Promise<ToolAnswer> {
  const { response: _result, ...answer } = await runMcpCall(call);
  return answer;
}

const serversWithSome = ({ manager }: McpServers): readonly string[] => manager?.serversWith("resources") ?? [];

function specOf(name: Parameters<typeof mcpResourceToolSpec>[0], mcp: McpServers) {
  const servers = serversWithSome(mcp);
  return servers.length === 0 ? undefined : mcpResourceToolSpec(name, servers);
}

/** Resources are read-only by protocol, so the user is asked only if each call of the server's tools needs approval. */
const readingTool = (name: string) => ({
  name,
  inputSchema: { type: "object" as const },
  annotations: { readOnlyHint: true },
});

const textResult = (value: unknown): McpResult => ({ content: [{ type: "text", text: JSON.stringify(value) }] });

function withoutBytes(content: ResourceContent): unknown {
  return "blob" in content ? { ...content, blob: `(${String(content.blob).length} characters of base64)` } : content;
}

function pictureOf(content: ResourceContent): McpResult["content"] {
  const { mimeType } = content;
  if (!("blob" in content) || typeof content.blob !== "string") return [];
  if (typeof mimeType !== "string" || !mimeType.startsWith("image/")) return [];
  return [{ type: "image", data: content.blob, mimeType }];
}
