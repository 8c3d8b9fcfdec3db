import * as z from "zod/mini";
import { ContentBlockSchema } from "./content.js";

/** Absent and `null` mean an empty list. */
const listOf = <Entry extends z.ZodMiniType>(entry: Entry) =>
  z.pipe(
    z.nullish(z.array(entry)),
    z.transform((list) => list ?? []),
  );
const Pairs = () => listOf(z.object({ name: z.string(), value: z.string() }));

/** An MCP server that the editor provides; without a `type`, it is a program to start. */
export const McpServerSchema = z.union([
  z.object({ type: z.literal("http"), name: z.string(), url: z.string(), headers: Pairs() }),
  z.object({ type: z.literal("sse"), name: z.string(), url: z.string() }),
  z.object({
    name: z.string(),
    command: z.string(),
    args: listOf(z.string()),
    env: Pairs(),
  }),
]);
export type McpServer = z.infer<typeof McpServerSchema>;

const SessionId = z.string();
const place = {
  cwd: z.string(),
  additionalDirectories: listOf(z.string()),
  mcpServers: listOf(McpServerSchema),
};

/** Only params are declared here. Results are typed where they are created, and tests check them against the published schema. */
const asks = <Params extends z.ZodMiniType>(params: Params) => ({ params, result: z.unknown() });

/** All requests of editors except the handshake. */
export const agentRequests = {
  authenticate: asks(z.object({ methodId: z.string() })),
  logout: asks(z.nullish(z.object({}))),
  "session/new": asks(z.object(place)),
  "session/load": asks(z.object({ ...place, sessionId: SessionId })),
  "session/resume": asks(z.object({ ...place, sessionId: SessionId })),
  "session/list": asks(z._default(z.object({ cwd: z.nullish(z.string()), cursor: z.nullish(z.string()) }), {})),
  "session/delete": asks(z.object({ sessionId: SessionId })),
  "session/close": asks(z.object({ sessionId: SessionId })),
  "session/prompt": asks(z.object({ sessionId: SessionId, prompt: z.array(ContentBlockSchema) })),
  "session/set_mode": asks(z.object({ sessionId: SessionId, modeId: z.string() })),
  "session/set_config_option": asks(
    z.object({ sessionId: SessionId, configId: z.string(), value: z.union([z.string(), z.boolean()]) }),
  ),
};

export type SessionPlace = z.infer<(typeof agentRequests)["session/new"]["params"]>;

/** The editor cancels the running prompt. */
export const CancelSchema = z.object({ sessionId: SessionId });
/** The editor cancels one of its own requests. */
export const CancelRequestSchema = z.object({ requestId: z.union([z.string(), z.number()]) });

export type StopReason = "end_turn" | "max_tokens" | "max_turn_requests" | "refusal" | "cancelled";
