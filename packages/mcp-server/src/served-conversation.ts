import type { AnswerElicitation, Conversation } from "@codex/core";
import { ConnectionError } from "@codex/jsonrpc";
import type { Event, Op, ReviewDecision } from "@codex/protocol";
import type { ApprovalRequest, Asker } from "./approvals/approval-question.js";
import { isDelta } from "./is-delta.js";

/** Who answers the questions of a turn. */
export interface TurnAudience {
  readonly ask: Asker;
  /** Answers the questions of MCP servers that the agent uses. */
  readonly answerElicitation: AnswerElicitation;
}

interface Turn extends TurnAudience {
  /** Aborted when the turn is over: its questions are of no use any more. */
  readonly ended: AbortController;
}

/** How many events are kept for those who begin to listen later. */
const MAX_RECENT = 200;

/**
 * A conversation with its clients. Whoever starts a turn says who answers its questions; a question goes out once, however
 * many listeners the conversation has.
 */
export class ServedConversation {
  readonly conversation: Conversation;
  /** Turns by id, in the order in which they were asked for. */
  readonly #turns = new Map<string, Turn>();
  readonly #recent: Event[] | undefined;
  #claimed = false;

  constructor(conversation: Conversation, options: { readonly keepsEvents: boolean }) {
    this.conversation = conversation;
    this.#recent = options.keepsEvents ? [] : undefined;
    conversation.observe({
      onEvent: (event) => this.#take(event),
      onClose: () => this.#forgetTurns(() => true),
    });
  }

  get id(): string {
    return this.conversation.id;
  }

  /** What has happened so far, without deltas; only the beginning where events are not kept. */
  get recentEvents(): readonly Event[] {
    return [{ id: "", msg: this.conversation.sessionConfigured }, ...(this.#recent ?? [])];
  }

  /** Whether a turn is running or somebody has claimed the next one. */
  get isBusy(): boolean {
    return this.#claimed || this.conversation.isBusy;
  }

  /** Keeps others from starting turns; undefined when somebody has done so already or a turn is running. */
  async claim(): Promise<Disposable | undefined> {
    if (this.isBusy) return undefined;
    this.#claimed = true;
    const release = () => {
      this.#claimed = false;
    };
    // Input that came before may just be about to begin a turn.
    await this.conversation.handled();
    if (!this.conversation.isBusy) return { [Symbol.dispose]: release };
    release();
    return undefined;
  }

  /** Submits user input and gives the id of its turn. Throws once the conversation has been shut down. */
  submitTurn(op: Extract<Op, { type: "user_input" | "user_turn" }>, audience: TurnAudience, givenId?: string): string {
    const turn = { ...audience, ended: new AbortController() };
    // The turn is known before it can ask: ops are carried out later.
    if (givenId !== undefined) this.conversation.submitWithId({ id: givenId, op });
    const id = givenId ?? this.conversation.submit(op);
    this.#turns.set(id, turn);
    return id;
  }

  /** An MCP server asks in the middle of a turn. */
  async answerElicitation(...[elicitation, signal]: Parameters<AnswerElicitation>): ReturnType<AnswerElicitation> {
    const turn = this.#turns.values().next().value;
    if (turn === undefined) return { action: "decline" };
    return turn.answerElicitation(elicitation, AbortSignal.any([signal, turn.ended.signal]));
  }

  #take(event: Event): void {
    if (this.#recent !== undefined && !isDelta(event)) {
      this.#recent.push(event);
      if (this.#recent.length > MAX_RECENT) this.#recent.shift();
    }
    const { id, msg } = event;
    switch (msg.type) {
      case "exec_approval_request":
      case "apply_patch_approval_request":
        // The client gets the event before the question that it announces.
        queueMicrotask(() => void this.#answer(id, msg));
        return;
      case "task_started": {
        // Input that came before it and started no turn has joined another one.
        const earlier = [...this.#turns.keys()];
        this.#forgetTurns((turnId) => earlier.indexOf(turnId) < earlier.indexOf(id));
        return;
      }
      case "turn_aborted":
      case "task_complete":
        this.#forgetTurns((turnId) => turnId === id);
        return;
      default:
        return;
    }
  }

  async #answer(eventId: string, request: ApprovalRequest): Promise<void> {
    const turn = this.#turns.get(eventId);
    const question = { conversationId: this.id, eventId, request };
    const decision = (await turn?.ask(question, turn.ended.signal).catch(decisionAfter)) ?? "denied";
    if (turn?.ended.signal.aborted || this.conversation.hasEnded) return;
    const type = request.type === "exec_approval_request" ? "exec_approval" : "patch_approval";
    this.conversation.submit({ type, id: eventId, decision });
  }

  #forgetTurns(isOver: (turnId: string) => boolean): void {
    for (const [turnId, { ended }] of [...this.#turns]) {
      if (!isOver(turnId)) continue;
      this.#turns.delete(turnId);
      ended.abort();
    }
  }
}

/** A client that is gone will not read what the turn would still say. */
function decisionAfter(error: unknown): ReviewDecision {
  return error instanceof ConnectionError && error.code === "closed" ? "abort" : "denied";
}
