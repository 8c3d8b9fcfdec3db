import type { CodexError, Item, ItemOf, Question, ThreadEventBody, TurnInfo } from "@codex/core";
import type { EventMsg, FileChanges, TokenUsage } from "@codex/protocol";

type Of<T extends EventMsg["type"]> = Extract<EventMsg, { type: T }>;

/** A conversation's events of August 2025 as what a thread tells. */
export class AugustEvents {
  readonly #open = new Map<string, Item>();
  readonly #decoders = new Map<string, InstanceType<typeof TextDecoder>>();
  #turn: TurnInfo | undefined;
  #count = 0;
  #error: string | undefined;
  #contextWindow: number | undefined;
  #total: TokenUsage | undefined;
  /** Calls whose question was answered with no. */
  readonly #declined = new Set<string>();
  /** Why the turn failed, as the engine knows it. */
  readonly #lastFailure: () => CodexError | undefined;

  constructor(lastFailure: () => CodexError | undefined) {
    this.#lastFailure = lastFailure;
  }

  declined(callId: string): void {
    this.#declined.add(callId);
  }

  /** A message of the user, which those events do not tell of. */
  userMessage(text: string, images: readonly string[]): ThreadEventBody[] {
    const content = [
      ...images.map((path) => ({ type: "local-image" as const, path })),
      { type: "text" as const, text },
    ];
    return whole({ kind: "user-message", content, ...this.#base("completed"), endedAt: Date.now() });
  }

  take(submissionId: string, msg: EventMsg): ThreadEventBody[] {
    switch (msg.type) {
      case "task_started":
        this.#contextWindow = msg.model_context_window;
        this.#error = undefined;
        this.#turn = { id: submissionId, kind: "input", status: "running", startedAt: Date.now() };
        return [{ type: "turn-started", turn: this.#turn }];
      case "task_complete":
        return this.#endTurn(this.#error === undefined ? "completed" : "failed", msg.last_agent_message);
      case "turn_aborted":
        return this.#endTurn("interrupted", undefined, msg.reason === "replaced" ? "replaced" : "interrupted");
      case "error":
        if (this.#turn !== undefined) {
          this.#error = msg.message;
          return [];
        }
        return [{ type: "notice", level: "error", code: "request-failed", message: msg.message }];
      case "stream_error":
        return [
          ...this.#endOpen("interrupted", (item) => item.kind === "agent-message" || item.kind === "reasoning"),
          { type: "notice", level: "info", code: "stream-retry", message: msg.message },
        ];
      case "background_event":
        return [{ type: "notice", level: "info", code: "resume-warning", message: msg.message }];
      case "token_count":
        return [this.#usage(msg)];
      case "agent_message_delta":
        return this.#text("message", () => ({ kind: "agent-message", text: "", ...this.#base("running") }), msg.delta);
      case "agent_message":
        return this.#endText("message", { kind: "agent-message", text: msg.message, ...this.#base("completed") });
      case "agent_reasoning_delta":
        return this.#text("reasoning", () => this.#reasoning("running"), msg.delta);
      case "agent_reasoning":
        return this.#endText("reasoning", { ...this.#reasoning("completed"), summary: [msg.text] });
      case "agent_reasoning_raw_content":
        return whole({ ...this.#reasoning("completed"), content: [msg.text] });
      case "plan_update":
        return whole({
          kind: "plan",
          explanation: msg.explanation,
          steps: msg.plan.map(({ step, status }) => ({
            step,
            status: status === "in_progress" ? ("in-progress" as const) : status,
          })),
          ...this.#base("completed"),
        });
      case "exec_command_begin":
        return this.#begin(msg.call_id, {
          kind: "command",
          command: msg.command,
          cwd: msg.cwd,
          actions: msg.parsed_cmd.map((parsed) => ({
            type:
              parsed.type === "list_files"
                ? ("list-files" as const)
                : parsed.type === "read" || parsed.type === "search"
                  ? parsed.type
                  : ("unknown" as const),
            command: parsed.cmd,
            name: "",
          })),
          source: "agent",
          output: { stdout: "", stderr: "", aggregated: "", formatted: "" },
          ...this.#base("running"),
        });
      case "exec_command_output_delta":
        return this.#output(msg);
      case "exec_command_end":
        return this.#endCommand(msg);
      case "patch_apply_begin":
        return this.#begin(msg.call_id, {
          kind: "patch",
          changes: changesOf(msg.changes),
          autoApproved: msg.auto_approved,
          stdout: "",
          stderr: "",
          ...this.#base("running"),
        });
      case "patch_apply_end":
        return this.#end(msg.call_id, (item) => ({
          ...item,
          ...(item.kind === "patch" && { stderr: msg.stderr }),
          status: msg.success ? "completed" : "failed",
        }));
      case "mcp_tool_call_begin":
        return this.#begin(msg.call_id, {
          kind: "mcp-call",
          ...msg.invocation,
          arguments: msg.invocation.arguments,
          ...this.#base("running"),
        });
      case "mcp_tool_call_end": {
        const failed = "Err" in msg.result || msg.result.Ok.isError === true;
        const result = "Ok" in msg.result ? { result: msg.result.Ok } : { error: msg.result.Err };
        const durationMs = msg.duration.secs * 1_000 + msg.duration.nanos / 1e6;
        return this.#end(
          msg.call_id,
          (item) => ({ ...item, ...result, durationMs, status: failed ? "failed" : "completed" }) as Item,
        );
      }
      case "web_search_begin":
        return whole({ kind: "web-search", query: msg.query, ...this.#base("completed") });
      case "exec_approval_request":
        return [{ type: "question-asked", question: this.#commandQuestion(submissionId, msg) }];
      case "apply_patch_approval_request":
        return [{ type: "question-asked", question: this.#patchQuestion(submissionId, msg) }];
      case "turn_diff":
        return [{ type: "turn-diff", turnId: submissionId, diff: msg.unified_diff }];
      default:
        return [];
    }
  }

  #base(status: Item["status"]) {
    return { id: `item-${this.#count++}`, turnId: this.#turn?.id ?? "", status, startedAt: Date.now() };
  }

  #reasoning(status: Item["status"]): ItemOf<"reasoning"> {
    return { kind: "reasoning", summary: [], content: [], ...this.#base(status) };
  }

  #usage(msg: Of<"token_count">): ThreadEventBody {
    const last = tokensOf(msg);
    this.#total = {
      ...msg,
      input_tokens: (this.#total?.input_tokens ?? 0) + msg.input_tokens,
      output_tokens: (this.#total?.output_tokens ?? 0) + msg.output_tokens,
      total_tokens: (this.#total?.total_tokens ?? 0) + msg.total_tokens,
    };
    const total = tokensOf(this.#total);
    return { type: "usage", turnId: this.#turn?.id ?? "", last, turn: last, total, contextWindow: this.#contextWindow };
  }

  #text(key: string, make: () => Item, delta: string): ThreadEventBody[] {
    const events: ThreadEventBody[] = [];
    let item = this.#open.get(key);
    if (item === undefined) {
      item = make();
      this.#open.set(key, item);
      events.push({ type: "item-started", item });
    }
    return [...events, { type: "item-updated", turnId: item.turnId, itemId: item.id, update: { type: "text", delta } }];
  }

  #endText(key: string, item: Item): ThreadEventBody[] {
    const open = this.#open.get(key);
    this.#open.delete(key);
    if (open === undefined) return whole(item);
    return [{ type: "item-ended", item: { ...item, id: open.id, startedAt: open.startedAt } }];
  }

  #begin(callId: string, item: Item): ThreadEventBody[] {
    this.#open.set(callId, item);
    return [{ type: "item-started", item }];
  }

  #end(callId: string, change: (item: Item) => Item): ThreadEventBody[] {
    const item = this.#open.get(callId);
    this.#open.delete(callId);
    return item === undefined ? [] : [{ type: "item-ended", item: { ...change(item), endedAt: Date.now() } }];
  }

  #output({ call_id, stream, chunk }: Of<"exec_command_output_delta">): ThreadEventBody[] {
    const item = this.#open.get(call_id);
    if (item === undefined) return [];
    const decoder = this.#decoders.get(call_id) ?? new TextDecoder();
    this.#decoders.set(call_id, decoder);
    const bytes = Uint8Array.from(chunk);
    const text = decoder.decode(bytes, { stream: true });
    return [
      { type: "item-updated", turnId: item.turnId, itemId: item.id, update: { type: "output", stream, bytes, text } },
    ];
  }

  #endCommand(msg: Of<"exec_command_end">): ThreadEventBody[] {
    this.#decoders.delete(msg.call_id);
    const output = {
      stdout: msg.stdout,
      stderr: msg.stderr,
      aggregated: msg.aggregated_output,
      formatted: msg.formatted_output,
    };
    const durationMs = msg.duration.secs * 1_000 + msg.duration.nanos / 1e6;
    return this.#end(
      msg.call_id,
      (item) => ({ ...item, output, exitCode: msg.exit_code, durationMs, status: "completed" }) as Item,
    );
  }

  #commandQuestion(turnId: string, { call_id, command, cwd, reason }: Of<"exec_approval_request">): Question {
    return {
      kind: "command",
      id: `question-${this.#count++}`,
      turnId,
      callId: call_id,
      askedAt: Date.now(),
      command,
      cwd,
      actions: [],
      reason,
      outsideSandbox: false,
    };
  }

  #patchQuestion(turnId: string, { call_id, changes, reason }: Of<"apply_patch_approval_request">): Question {
    return {
      kind: "patch",
      id: `question-${this.#count++}`,
      turnId,
      callId: call_id,
      askedAt: Date.now(),
      changes: changesOf(changes),
      reason,
    };
  }

  #endOpen(status: Item["status"], which: (item: Item) => boolean): ThreadEventBody[] {
    return [...this.#open].flatMap(([key, item]) => {
      if (!which(item)) return [];
      this.#open.delete(key);
      return [{ type: "item-ended" as const, item: { ...item, status, endedAt: Date.now() } }];
    });
  }

  #endTurn(
    status: TurnInfo["status"],
    finalMessage?: string,
    interruption?: TurnInfo["interruption"],
  ): ThreadEventBody[] {
    const ended = this.#endOpen("interrupted", () => true);
    const turn = this.#turn;
    if (turn === undefined) return ended;
    this.#turn = undefined;
    const failure = this.#lastFailure();
    const error =
      this.#error === undefined ? undefined : { code: failure?.code ?? ("internal" as const), message: this.#error };
    return [
      ...ended,
      { type: "turn-ended", turn: { ...turn, status, endedAt: Date.now(), error, interruption, finalMessage } },
    ];
  }
}

function whole(item: Item): ThreadEventBody[] {
  return [
    { type: "item-started", item },
    { type: "item-ended", item },
  ];
}

function tokensOf(usage: TokenUsage) {
  return {
    inputTokens: usage.input_tokens,
    cachedInputTokens: usage.cached_input_tokens,
    outputTokens: usage.output_tokens,
    reasoningOutputTokens: usage.reasoning_output_tokens,
    totalTokens: usage.total_tokens,
  };
}

function changesOf(changes: FileChanges): ItemOf<"patch">["changes"] {
  return Object.entries(changes).map(([path, change]) => {
    if (change === "delete") return { type: "delete", path };
    if ("add" in change) return { type: "add", path, content: change.add.content };
    return { type: "update", path, diff: change.update.unified_diff, movePath: change.update.move_path };
  });
}
