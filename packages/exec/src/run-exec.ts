import type { CodexErrorCode, Config, Conversation, ConversationManager } from "@codex/core";
import type { EventMsg, InputItem } from "@codex/protocol";

/** Shows the run to whoever reads: people, or programs. */
export interface ExecOutputWriter {
  /** Before the first event. */
  begin(config: Config, prompt: string): void;
  event(id: string, msg: EventMsg): void;
  /** After the last event; `lastMessage` is the model's final answer, if it came to one. */
  end(outcome: ExecOutcome): void;
}

export interface ExecOutcome {
  readonly status: "completed" | "failed" | "interrupted";
  readonly lastMessage: string | undefined;
  /** Why the turn failed, where an error of ours says so. */
  readonly failure: CodexErrorCode | undefined;
}

export interface RunExecOptions {
  readonly manager: ConversationManager;
  readonly config: Config;
  readonly prompt: string;
  /** Absolute paths of images that go with the prompt. */
  readonly images: readonly string[];
  readonly output: ExecOutputWriter;
  /** Aborting interrupts the turn. */
  readonly signal: AbortSignal;
  /** Keeps no rollout. */
  readonly ephemeral?: boolean | undefined;
  readonly resumePath?: string | undefined;
}

/** Runs one prompt to its end without asking anybody. Settles when everything that it started is gone. */
export async function runExec(options: RunExecOptions): Promise<ExecOutcome> {
  const { manager, config, prompt, output, signal } = options;
  await using conversation = await manager.newConversation(config, {
    ephemeral: options.ephemeral,
    resumePath: options.resumePath,
  });
  output.begin(config, prompt);
  const events = conversation.events();
  const interrupt = () => void conversation.submit({ type: "interrupt" });
  const turnId = conversation.submit({ type: "user_input", items: inputOf(prompt, options.images) });
  signal.addEventListener("abort", interrupt, { once: true });
  if (signal.aborted) interrupt();
  try {
    const outcome = await followTurn(conversation, { events, turnId, output });
    output.end(outcome);
    return outcome;
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

function inputOf(prompt: string, images: readonly string[]): InputItem[] {
  return [...images.map((path): InputItem => ({ type: "local_image", path })), { type: "text", text: prompt }];
}

async function followTurn(
  conversation: Conversation,
  { events, turnId, output }: { events: ReturnType<Conversation["events"]>; turnId: string; output: ExecOutputWriter },
): Promise<ExecOutcome> {
  let failed = false;
  for await (const { id, msg } of events) {
    output.event(id, msg);
    if (id !== turnId) continue;
    if (msg.type === "error") failed = true;
    if (msg.type === "turn_aborted") return { status: "interrupted", lastMessage: undefined, failure: undefined };
    if (msg.type === "task_complete") {
      const lastMessage = msg.last_agent_message;
      return { status: failed ? "failed" : "completed", lastMessage, failure: conversation.lastFailure?.code };
    }
  }
  return { status: "failed", lastMessage: undefined, failure: conversation.lastFailure?.code };
}
