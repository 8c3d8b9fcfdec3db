import { createAnswerJudge, type OutputSchema } from "@codex/exec";
import type { Event, EventMsg, TokenUsage } from "@codex/protocol";
import { TOOL_EVENT_METHOD } from "@codex/protocol/methods";
import { commandText, visibleText } from "@codex/thread-host";
import type { ApprovalQuestion } from "../approvals/approval-question.js";
import { askByEliciting } from "../approvals/ask-client.js";
import type { DenialReason } from "../approvals/elicitation-answer.js";
import type { CallContext } from "../mcp/call-context.js";
import { PacedEvents } from "../paced-events.js";
import type { ServedConversation } from "../served-conversation.js";
import type { CodexToolResult, DeniedAction } from "./codex-tool-result.js";
import { ActivityDescriber } from "./describe-activity.js";

export interface ToolTurnOptions {
  readonly served: ServedConversation;
  readonly context: CallContext;
  readonly prompt: string;
  /** Whether it is the conversation's first turn. */
  readonly isFirst: boolean;
  /** Milliseconds. Default: none. */
  readonly timeoutMs: number | undefined;
  /** The form of the final message. */
  readonly outputSchema: OutputSchema | undefined;
  /** How long the client may take to answer a question, in milliseconds. */
  readonly approvalTimeoutMs: number;
  /** Sends the engine's own events besides what MCP defines. */
  readonly sendsEvents: boolean;
}

type Outcome = Pick<CodexToolResult, "status" | "content" | "errorCode">;

/** Runs one turn of a conversation for a tool call, from its prompt to its result; a second one if the first one's answer has the wrong form. */
export async function runToolTurn(options: ToolTurnOptions): Promise<CodexToolResult> {
  const turn = new ToolTurn(options);
  return turn.run();
}

class ToolTurn {
  readonly #options: ToolTurnOptions;
  readonly #events: PacedEvents;
  readonly #activity = new ActivityDescriber();
  #outcome = Promise.withResolvers<Outcome>();
  readonly #denied: DeniedAction[] = [];
  #usage: TokenUsage | undefined;
  #turnId: string | undefined;
  #failure: string | undefined;
  #timedOut = false;

  constructor(options: ToolTurnOptions) {
    this.#options = options;
    const { context } = options;
    const _meta = { requestId: context.requestId };
    this.#events = new PacedEvents(({ id, msg }) => context.notify(TOOL_EVENT_METHOD, { _meta, id, msg }));
  }

  async run(): Promise<CodexToolResult> {
    const { served, context, timeoutMs } = this.#options;
    context.signal.throwIfAborted();
    context.progress.report(`session ${served.id}`);
    context.progress.keepAlive();
    if (this.#options.isFirst) this.#send({ id: "", msg: served.conversation.sessionConfigured });
    using _subscription = served.conversation.subscribe({
      onEvent: (event) => this.#take(event),
      onClose: () => this.#outcome.resolve({ status: "interrupted", content: "The session was shut down." }),
      pressure: () => this.#events.pressure(),
    });
    const stop = () => {
      if (!served.conversation.hasEnded) served.conversation.submit({ type: "interrupt" });
    };
    const timeOut = () => {
      this.#timedOut = true;
      stop();
    };
    const timeout = timeoutMs === undefined ? undefined : setTimeout(timeOut, timeoutMs);
    context.signal.addEventListener("abort", stop, { once: true });
    try {
      return this.#result(await this.#converse());
    } finally {
      context.signal.removeEventListener("abort", stop);
      clearTimeout(timeout);
    }
  }

  /** Asks until the answer has the right form, or the agent has used its second chance. */
  async #converse(): Promise<Outcome> {
    const { prompt, isFirst, outputSchema, context } = this.#options;
    // Parity: codex-rs/mcp-server: the first turn's events carry the request's id, later ones the conversation's count.
    let outcome = await this.#ask(prompt, isFirst ? String(context.requestId) : undefined);
    const judge = outputSchema && createAnswerJudge(outputSchema);
    while (judge !== undefined && outcome.status === "completed") {
      const verdict = judge(outcome.content);
      if (verdict.type === "fits") return { ...outcome, content: verdict.json };
      if (verdict.type === "mismatch")
        return { status: "failed", content: verdict.error.message, errorCode: "schema-mismatch" };
      if (this.#timedOut || context.signal.aborted) return this.#stopped();
      outcome = await this.#ask(verdict.request);
    }
    return outcome;
  }

  /** Runs one turn. */
  #ask(prompt: string, id?: string): Promise<Outcome> {
    const { served, context, outputSchema, approvalTimeoutMs } = this.#options;
    this.#outcome = Promise.withResolvers();
    const ask = askByEliciting(served.id, {
      context,
      timeoutMs: approvalTimeoutMs,
      onDenied: (question, reason) => this.#denied.push(deniedAction(question, reason)),
    });
    const op = { type: "user_input" as const, items: [{ type: "text" as const, text: prompt }] };
    this.#turnId = served.submitTurn(op, { ask, outputSchema: outputSchema?.schema }, id);
    return this.#outcome.promise;
  }

  #stopped(): Outcome {
    return this.#timedOut
      ? { status: "timed-out", content: `The turn was stopped after ${this.#options.timeoutMs} ms.` }
      : { status: "interrupted", content: "The turn was interrupted." };
  }

  #take(event: Event): void {
    // Parity: codex-rs/mcp-server: after an error, only the result reports the end of the turn.
    const isReportedByResult = event.msg.type === "task_complete" && this.#failure !== undefined;
    if (!isReportedByResult) this.#send(event);
    const activity = this.#activity.describe(event.msg);
    if (activity !== undefined) this.#options.context.progress.report(activity);
    if (event.id === this.#turnId) this.#follow(event.msg);
  }

  #follow(msg: EventMsg): void {
    switch (msg.type) {
      case "token_count":
        this.#usage = sum(this.#usage, msg);
        return;
      case "error":
        this.#failure = msg.message;
        return;
      case "turn_aborted":
        this.#outcome.resolve(this.#stopped());
        return;
      case "task_complete":
        this.#outcome.resolve(
          this.#failure === undefined
            ? { status: "completed", content: msg.last_agent_message ?? "" }
            : { status: "failed", content: this.#failure },
        );
        return;
      default:
        return;
    }
  }

  #send(event: Event): void {
    if (this.#options.sendsEvents) this.#events.send(event);
  }

  #result(outcome: Outcome): CodexToolResult {
    return { ...outcome, sessionId: this.#options.served.id, denied: this.#denied, usage: this.#usage };
  }
}

function deniedAction({ request }: ApprovalQuestion, reason: DenialReason): DeniedAction {
  const isCommand = request.type === "exec_approval_request";
  const action = isCommand ? commandText(request.command) : Object.keys(request.changes).join(", ");
  return { kind: isCommand ? "command" : "patch", call_id: request.call_id, action: visibleText(action), reason };
}

function sum(before: TokenUsage | undefined, now: TokenUsage): TokenUsage {
  const add = (a: number | undefined, b: number | undefined) =>
    a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
  return {
    input_tokens: (before?.input_tokens ?? 0) + now.input_tokens,
    cached_input_tokens: add(before?.cached_input_tokens, now.cached_input_tokens),
    output_tokens: (before?.output_tokens ?? 0) + now.output_tokens,
    reasoning_output_tokens: add(before?.reasoning_output_tokens, now.reasoning_output_tokens),
    total_tokens: (before?.total_tokens ?? 0) + now.total_tokens,
  };
}
