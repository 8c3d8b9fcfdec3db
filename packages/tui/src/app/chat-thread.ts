import type {
  Answer,
  AnswerElicitation,
  Config,
  Conversation,
  ElicitationAnswer,
  Question,
  ThreadEventBody,
} from "@codex/core";
import type { InputItem, McpListToolsResponseEvent, Op, ResponseItem, ReviewDecision } from "@codex/protocol";
import type { ChatEngine } from "../chat-engine.js";
import type { Message } from "../state/composer.js";
import { AugustEvents } from "./august-events.js";
import { itemsOfHistory } from "./saved-items.js";

export interface ChatThreadOptions {
  readonly engine: ChatEngine;
  readonly config: Config;
  /** Goes on with what is saved there. */
  readonly resumePath?: string | undefined;
  /** Begins with these. */
  readonly history?: readonly ResponseItem[] | undefined;
  readonly onEvent: (event: ThreadEventBody) => void;
}

export type ThreadOverrides = Omit<Extract<Op, { type: "override_turn_context" }>, "type">;

/** A thread as the chat has it: messages go in, what it tells comes out. */
export class ChatThread implements AsyncDisposable {
  readonly #conversation: Conversation;
  readonly #events: AugustEvents;
  readonly #onEvent: (event: ThreadEventBody) => void;
  readonly #told: Promise<void>;
  readonly #elicitations: Map<string, (answer: ElicitationAnswer) => void>;
  readonly #toolLists: ((tools: McpListToolsResponseEvent["tools"]) => void)[] = [];
  readonly #histories: ((items: readonly ResponseItem[]) => void)[] = [];

  static async open(options: ChatThreadOptions): Promise<ChatThread> {
    const { engine, config, resumePath, history, onEvent } = options;
    const elicitations = new Map<string, (answer: ElicitationAnswer) => void>();
    const conversation = await engine.manager.newConversation(config, {
      answerElicitation: elicitationByQuestion(elicitations, onEvent),
      resumePath,
      initialHistory: history,
    });
    return new ChatThread(conversation, onEvent, elicitations);
  }

  private constructor(
    conversation: Conversation,
    onEvent: (event: ThreadEventBody) => void,
    elicitations: Map<string, (answer: ElicitationAnswer) => void>,
  ) {
    this.#conversation = conversation;
    this.#onEvent = onEvent;
    this.#elicitations = elicitations;
    this.#events = new AugustEvents(() => conversation.lastFailure);
    this.#told = this.#tell();
  }

  get id(): string {
    return this.#conversation.id;
  }

  /** Whether it can be gone on with later. */
  get isSaved(): boolean {
    return this.#conversation.rolloutPath !== undefined;
  }

  get isBusy(): boolean {
    return this.#conversation.isBusy;
  }

  /** Sends a message; in a running turn it joins that turn. `context` is told to the model before it. */
  send({ text, images }: Message, context: readonly string[] = []): void {
    const items: InputItem[] = [
      ...context.map((part): InputItem => ({ type: "text", text: part })),
      ...images.map((path): InputItem => ({ type: "local_image", path })),
      { type: "text", text },
    ];
    for (const event of this.#events.userMessage(text, images)) this.#onEvent(event);
    this.#conversation.submit({ type: "add_to_history", text });
    this.#conversation.submit({ type: "user_input", items });
  }

  interrupt(): void {
    this.#conversation.submit({ type: "interrupt" });
  }

  compact(): void {
    this.#conversation.submit({ type: "compact" });
  }

  /** Changes settings for later turns. */
  override(overrides: ThreadOverrides): void {
    this.#conversation.submit({ type: "override_turn_context", ...overrides });
  }

  listTools(): Promise<McpListToolsResponseEvent["tools"]> {
    return new Promise((resolve) => {
      this.#toolLists.push(resolve);
      this.#conversation.submit({ type: "list_mcp_tools" });
    });
  }

  /** All that the model has seen and said. */
  history(): Promise<readonly ResponseItem[]> {
    return new Promise((resolve) => {
      this.#histories.push(resolve);
      this.#conversation.submit({ type: "get_history" });
    });
  }

  /** Tells what was said before, as if it happened now. */
  async replay(): Promise<void> {
    for (const item of itemsOfHistory(await this.history())) this.#onEvent({ type: "item-ended", item });
  }

  answer(question: Question, answer: Answer): void {
    this.#onEvent({ type: "question-settled", question, answer });
    if (question.kind === "elicitation") {
      this.#elicitations.get(question.id)?.(elicitationAnswerOf(answer));
      this.#elicitations.delete(question.id);
      return;
    }
    if (question.kind === "user-questions") return;
    const type = question.kind === "command" ? "exec_approval" : "patch_approval";
    this.#conversation.submit({ type, id: question.turnId ?? "", decision: decisionOf(answer) });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const settle of this.#elicitations.values()) settle({ action: "cancel" });
    await this.#conversation[Symbol.asyncDispose]();
    await this.#told;
  }

  async #tell(): Promise<void> {
    for await (const { id, msg } of this.#conversation.events()) {
      if (msg.type === "mcp_list_tools_response") this.#toolLists.shift()?.(msg.tools);
      if (msg.type === "conversation_history") this.#histories.shift()?.(msg.entries);
      for (const event of this.#events.take(id, msg)) this.#onEvent(event);
    }
  }
}

function decisionOf(answer: Answer): ReviewDecision {
  if (answer.type === "approved") return answer.scope === "once" ? "approved" : "approved_for_session";
  return answer.type === "cancelled" ? "abort" : "denied";
}

function elicitationAnswerOf(answer: Answer): ElicitationAnswer {
  if (answer.type === "accepted") return { action: "accept", content: answer.content };
  return { action: answer.type === "denied" ? "decline" : "cancel" };
}

let elicitationCount = 0;

function elicitationByQuestion(
  waiting: Map<string, (answer: ElicitationAnswer) => void>,
  onEvent: (event: ThreadEventBody) => void,
): AnswerElicitation {
  return ({ server, message, requestedSchema }, signal) =>
    new Promise((resolve) => {
      const id = `elicitation-${elicitationCount++}`;
      const question: Question = { kind: "elicitation", id, server, message, requestedSchema, askedAt: Date.now() };
      waiting.set(id, resolve);
      signal.addEventListener("abort", () => {
        if (!waiting.delete(id)) return;
        onEvent({ type: "question-settled", question, answer: { type: "cancelled" } });
        resolve({ action: "cancel" });
      });
      onEvent({ type: "question-asked", question });
    });
}
