import { answerOf, approvalRequestOf, type Conversation, openConversation } from "@codex/conversation-wire";
import type { Answer, Config, Question, ThreadManager } from "@codex/core";
import type { Event, EventMsg, InputItem, Op, TokenUsage } from "@codex/protocol";
import {
  addUsage,
  createEventRenderer,
  describeUsage,
  type EventRenderer,
  fitWidth,
  terminalLine,
  terminalName,
} from "@codex/terminal";
import { askApproval } from "./ask-approval.js";
import { askElicitation } from "./ask-elicitation.js";
import type { ChatScreen } from "./chat-screen.js";
import { MessageStream } from "./message-stream.js";

export interface ChatSessionOptions {
  readonly manager: ThreadManager;
  readonly config: Config;
  readonly screen: ChatScreen;
  /** Goes on with the session that is saved there. */
  readonly resumePath: string | undefined;
}

type Overrides = Omit<Extract<Op, { type: "override_turn_context" }>, "type">;

/** Columns of the status before the prompt. */
const STATUS_COLUMNS = 40;

/** One conversation on a screen: sends what is typed, shows what happens, asks what has to be asked. */
export class ChatSession implements AsyncDisposable {
  readonly #conversation: Conversation;
  readonly #screen: ChatScreen;
  readonly #renderer: EventRenderer;
  readonly #message: MessageStream;
  readonly #shown: Promise<void>;
  readonly #disposed = new AbortController();
  #usage: TokenUsage | undefined;

  static async open(options: ChatSessionOptions): Promise<ChatSession> {
    const { manager, config, resumePath } = options;
    const conversation = await openConversation(manager, config, { resumePath, source: "cli" });
    return new ChatSession(conversation, options);
  }

  private constructor(conversation: Conversation, { screen, config }: ChatSessionOptions) {
    this.#conversation = conversation;
    this.#screen = screen;
    const markdown = { style: screen.style, links: screen.links, cwd: config.cwd };
    this.#renderer = createEventRenderer({ ...markdown, hideReasoning: config.hideAgentReasoning });
    this.#message = new MessageStream(markdown);
    this.#shown = this.#showEvents();
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

  /** Tokens of all turns so far, for a person; undefined before the first. */
  get usage(): string | undefined {
    return this.#usage && describeUsage(this.#usage);
  }

  /** Sends a message; in a running turn it joins that turn. */
  send(text: string, images: readonly string[] = []): void {
    const items: InputItem[] = [
      ...images.map((path): InputItem => ({ type: "local_image", path })),
      { type: "text", text },
    ];
    this.#conversation.submit({ type: "add_to_history", text });
    const ask = (question: Question, signal: AbortSignal) => this.#ask(question, signal);
    this.#conversation.submit({ type: "user_input", items }, { ask });
  }

  interrupt(): void {
    this.#conversation.submit({ type: "interrupt" });
  }

  compact(): void {
    this.#conversation.submit({ type: "compact" });
  }

  listTools(): void {
    this.#conversation.submit({ type: "list_mcp_tools" });
  }

  /** Changes settings for later turns. */
  override(overrides: Overrides): void {
    this.#conversation.submit({ type: "override_turn_context", ...overrides });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#disposed.abort();
    await this.#conversation[Symbol.asyncDispose]();
    await this.#shown;
  }

  async #showEvents(): Promise<void> {
    for await (const event of this.#conversation.events()) this.#show(event);
  }

  #show(event: Event): void {
    const { msg } = event;
    switch (msg.type) {
      case "task_started":
        return this.#beginTurn();
      case "task_complete":
        return this.#endTurn();
      case "turn_aborted":
        this.#endTurn();
        return this.#screen.print(["", this.#screen.style.yellow("interrupted")]);
      case "agent_message_delta":
        return this.#screen.print(this.#message.push(msg.delta));
      case "agent_message":
        return this.#screen.print(this.#message.finish(msg.message));
      case "stream_error":
        this.#message.reset();
        break;
      case "token_count":
        this.#usage = addUsage(this.#usage, msg);
        return;
      case "exec_approval_request":
      case "apply_patch_approval_request":
        // They are asked as questions.
        return;
      case "mcp_list_tools_response":
        return this.#screen.print(toolLines(msg.tools, this.#screen));
      default:
    }
    this.#screen.print(this.#renderer.render(msg));
  }

  #beginTurn(): void {
    const started = performance.now();
    this.#screen.line.status = () => {
      const seconds = Math.floor((performance.now() - started) / 1000);
      return `${seconds} s ${fitWidth(this.#renderer.activity, STATUS_COLUMNS)}`;
    };
  }

  #endTurn(): void {
    this.#message.reset();
    this.#screen.line.status = undefined;
  }

  async #ask(question: Question, turnSignal: AbortSignal): Promise<Answer> {
    const signal = AbortSignal.any([turnSignal, this.#disposed.signal]);
    if (question.kind === "elicitation") return askElicitation(question, this.#screen, signal);
    const request = approvalRequestOf(question);
    if (request === undefined) return { type: "denied" };
    const { decision, feedback } = await askApproval(request, this.#screen, signal);
    // Before the answer: it has to be there when the turn goes on.
    if (feedback !== undefined && !signal.aborted) this.send(feedback);
    return answerOf(decision);
  }
}

function toolLines(
  tools: Extract<EventMsg, { type: "mcp_list_tools_response" }>["tools"],
  { style }: ChatScreen,
): string[] {
  const lines = Object.entries(tools).map(([name, { description = "" }]) => {
    const [summary = ""] = description.split("\n");
    return `  ${style.bold(terminalName(name))} ${style.dim(terminalLine(summary))}`.trimEnd();
  });
  return ["", style.bold("tools of MCP servers"), ...(lines.length === 0 ? [style.dim("  none")] : lines)];
}
