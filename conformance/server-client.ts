import { setTimeout as delay } from "node:timers/promises";
import { type JsonLinesProgram, startJsonLinesProgram } from "@codex/test-support";
import { endProgram } from "./end-program.js";
import type { Json } from "./observation.js";
import type { World } from "./world.js";

interface Message extends Json {
  readonly id?: string | number;
  readonly method?: string;
  readonly params?: Json & { readonly msg?: Json };
  readonly result?: Json;
  readonly error?: Json;
}

interface Reply {
  readonly method: string;
  result?: unknown;
  error?: unknown;
}

/** A person takes a moment, too; the reference loses an answer that arrives within the same millisecond. */
const ANSWER_DELAY_MS = 40;

/** A client of `codex mcp`, with the steps of the cases. */
export class ServerClient implements AsyncDisposable {
  /** Responses in the order of their requests. */
  readonly replies: Reply[] = [];
  readonly serverRequests: Json[] = [];
  readonly #program: JsonLinesProgram;
  readonly #answers = new Map<string, unknown>();
  #lastId = 0;

  constructor(command: readonly string[], { cwd, env }: World) {
    this.#program = startJsonLinesProgram([...command, "mcp"], { cwd, env });
    // Until the program ends.
    void this.#answerRequests().catch(() => {});
  }

  get messages(): readonly Message[] {
    return this.#program.lines.map((line) => ("json" in line ? (line.json as Message) : { unparseable: line.text }));
  }

  /** Sets the answer to each request of this method. Others get no answer. */
  answer(method: string, result: unknown): void {
    this.#answers.set(method, result);
  }

  async initialize(): Promise<void> {
    const clientInfo = { name: "conformance", title: "Conformance", version: "1.0.0" };
    await this.request("initialize", { protocolVersion: "2025-06-18", capabilities: { elicitation: {} }, clientInfo });
    this.notify("notifications/initialized");
  }

  request(method: string, params?: unknown, id: string | number = ++this.#lastId): Promise<Message> {
    const reply: Reply = { method };
    this.replies.push(reply);
    this.send({ jsonrpc: "2.0", id, method, ...(params === undefined ? {} : { params }) });
    return this.waitFor((message) => message.id === id && message.method === undefined).then((message) => {
      if (message.error === undefined) reply.result = message.result;
      else reply.error = message.error;
      return message;
    });
  }

  notify(method: string, params?: unknown): void {
    this.send({ jsonrpc: "2.0", method, ...(params === undefined ? {} : { params }) });
  }

  send(message: unknown): void {
    this.#program.send(message);
  }

  callTool(name: string, args?: unknown, id?: string): Promise<Message> {
    return this.request("tools/call", { name, ...(args === undefined ? {} : { arguments: args }) }, id);
  }

  /** An event of this type, among the messages after the first `after`. */
  event(
    type: string,
    { after = 0, conversationId }: { after?: number; conversationId?: string } = {},
  ): Promise<Message> {
    return this.waitFor(
      ({ params }) =>
        params?.msg?.["type"] === type && (conversationId === undefined || params["conversationId"] === conversationId),
      after,
    );
  }

  /** Opens a conversation and subscribes to it. */
  async openConversation(params: Json = {}): Promise<{ conversationId: string; subscriptionId: string }> {
    const conversationId = String((await this.request("newConversation", params)).result?.["conversationId"]);
    const { result } = await this.request("addConversationListener", { conversationId });
    return { conversationId, subscriptionId: String(result?.["subscriptionId"]) };
  }

  /** Sends a message and waits for the end of its turn. */
  async say(conversationId: string, content: string | readonly Json[], end = "task_complete"): Promise<void> {
    const after = this.messages.length;
    const items = typeof content === "string" ? [textItem(content)] : content;
    await this.request("sendUserMessage", { conversationId, items });
    await this.event(end, { after, conversationId });
  }

  waitFor(accept: (message: Message) => boolean, after = 0): Promise<Message> {
    let seen = 0;
    return this.#program.waitFor((json) => {
      seen += 1;
      const message = json as Message;
      return seen > after && accept(message) ? message : undefined;
    });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await endProgram(this.#program);
  }

  async #answerRequests(): Promise<never> {
    for (let after = 0; ; after = this.serverRequests.length) {
      let count = 0;
      const {
        id,
        method = "",
        params,
      } = await this.waitFor((message) => message.method !== undefined && message.id !== undefined && ++count > after);
      this.serverRequests.push({ method, params });
      await delay(ANSWER_DELAY_MS);
      if (this.#answers.has(method)) this.send({ jsonrpc: "2.0", id, result: this.#answers.get(method) });
    }
  }
}

/** An input item in wire format. */
export function textItem(text: string): Json {
  return { type: "text", data: { text } };
}
