import { type CallOptions, Connection, type RequestContext, type Transport } from "@codex/jsonrpc";
import { type CallToolResult, CallToolResultSchema } from "@codex/mcp-types/tools";
import { Condition } from "@codex/test-support";
import * as z from "zod";

type Params = Readonly<Record<string, unknown>>;
type Answer = (params: Params, context: RequestContext) => unknown;

/** A message of the server that is not a response. */
export interface Seen {
  readonly method: string;
  readonly params: Params;
}

/** A client that records what it receives. */
export interface TestClient {
  readonly connection: Connection;
  readonly notifications: readonly Seen[];
  /** Requests of the server, in order of arrival. */
  readonly questions: readonly Seen[];
  /** Sends `initialize`; returns the result. Default: a client that can be asked. */
  introduce(capabilities?: Params, protocolVersion?: string): Promise<unknown>;
  request(method: string, params?: unknown, options?: CallOptions): Promise<unknown>;
  callTool(name: string, args?: unknown, options?: CallOptions & { readonly meta?: Params }): Promise<CallToolResult>;
  /** Starts a conversation and subscribes to it; returns its id. */
  openConversation(params?: Params): Promise<string>;
  say(conversationId: string, text: string): Promise<unknown>;
  /** Answers the server's requests with this method. Without it, they get an error. */
  answer(method: string, answer: Answer): void;
  /** The first matching notification, earlier or later; `from` skips those before. */
  heard(fits: (seen: Seen) => boolean, from?: number): Promise<Seen>;
  /** The first event of that type; returns its `msg`. */
  event(type: string, from?: number): Promise<Params>;
  /** The types of all events so far. */
  readonly eventTypes: readonly string[];
  /** Resolves with the first request of the server, earlier or later. */
  asked(count?: number): Promise<Seen>;
}

const ParamsSchema = z.record(z.string(), z.unknown()).catch({});
const EventParamsSchema = z.object({ msg: z.looseObject({ type: z.string() }) });
const ConversationSchema = z.object({ conversationId: z.string() });

export function createClient(transport: Transport): TestClient {
  const notifications: Seen[] = [];
  const questions: Seen[] = [];
  const answers = new Map<string, Answer>();
  const received = new Condition();
  const connection = new Connection({
    transport,
    onNotification: (method, params) => {
      notifications.push({ method, params: ParamsSchema.parse(params) });
      received.notify();
    },
    findHandler: (method) => (params, context) => {
      const seen = { method, params: ParamsSchema.parse(params) };
      questions.push(seen);
      received.notify();
      const answer = answers.get(method);
      if (answer === undefined) throw new Error(`nobody answers ${method}`);
      return answer(seen.params, context);
    },
  });
  const request = (method: string, params?: unknown, options?: CallOptions) =>
    connection.request(method, params, options);
  return {
    connection,
    notifications,
    questions,
    request,
    introduce: (capabilities = { elicitation: {} }, protocolVersion = "2025-06-18") =>
      request("initialize", { protocolVersion, capabilities, clientInfo: { name: "test", version: "1" } }),
    async callTool(name, args, { meta, ...options } = {}) {
      return CallToolResultSchema.parse(await request("tools/call", { name, arguments: args, _meta: meta }, options));
    },
    async openConversation(params = {}) {
      const { conversationId } = ConversationSchema.parse(await request("newConversation", params));
      await request("addConversationListener", { conversationId });
      return conversationId;
    },
    say: (conversationId, text) =>
      request("sendUserMessage", { conversationId, items: [{ type: "text", data: { text } }] }),
    answer: (method, answer) => void answers.set(method, answer),
    heard: (fits, from = 0) => received.until(() => notifications.slice(from).find(fits)),
    event: (type, from = 0) =>
      received.until(() =>
        notifications
          .slice(from)
          .map(({ params }) => EventParamsSchema.safeParse(params).data?.msg)
          .find((msg) => msg?.type === type),
      ),
    get eventTypes() {
      return notifications.flatMap(({ params }) => EventParamsSchema.safeParse(params).data?.msg.type ?? []);
    },
    asked: (count = 1) => received.until(() => questions[count - 1]),
  };
}
