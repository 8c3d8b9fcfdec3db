import { type Conversation, openConversation } from "@codex/conversation-wire";
import type { CodexErrorCode, Config, Thread, ThreadManager } from "@codex/core";
import type { InputItem } from "@codex/protocol";
import type { ExecOutcome, ExecOutputWriter } from "./exec-output.js";
import type { OutputSchema, SchemaCheck } from "./output-schema.js";

export interface RunExecOptions {
  readonly manager: ThreadManager;
  readonly config: Config;
  readonly prompt: string;
  /** Absolute paths of images that go with the prompt. */
  readonly images: readonly string[];
  readonly output: ExecOutputWriter;
  /** Aborting interrupts the turn. */
  readonly signal: AbortSignal;
  /** Keeps no rollout. */
  readonly ephemeral?: boolean | undefined;
  /** Goes on with the session that is saved there. */
  readonly resumePath?: string | undefined;
  /** What the final message has to fit. The model is asked once more when it does not. */
  readonly outputSchema?: OutputSchema | undefined;
}

/** Runs one prompt to its end without asking anybody. Settles when everything that it started is gone. */
export async function runExec(options: RunExecOptions): Promise<ExecOutcome> {
  const { manager, config, prompt, output, signal, ephemeral, resumePath } = options;
  await using conversation = await openConversation(manager, config, { ephemeral, resumePath });
  const sessionId = conversation.rolloutPath === undefined ? undefined : conversation.id;
  output.begin({ config, prompt, sessionId });
  const interrupt = () => void conversation.submit({ type: "interrupt" });
  signal.addEventListener("abort", interrupt, { once: true });
  try {
    const first = runTurn(conversation, inputOf(prompt, options.images), options);
    if (signal.aborted) interrupt();
    const outcome = await meetSchema(conversation, await first, options);
    output.end(outcome);
    return outcome;
  } finally {
    signal.removeEventListener("abort", interrupt);
  }
}

function inputOf(prompt: string, images: readonly string[]): InputItem[] {
  return [...images.map((path): InputItem => ({ type: "local_image", path })), { type: "text", text: prompt }];
}

/** Runs one turn and follows it to its end. */
async function runTurn(
  conversation: Conversation,
  items: InputItem[],
  { output, outputSchema }: RunExecOptions,
): Promise<ExecOutcome> {
  const events = conversation.events();
  using failure = watchFailure(conversation.thread);
  const turnId = conversation.submit({ type: "user_input", items }, { outputSchema: outputSchema?.schema });
  let failed = false;
  for await (const { id, msg } of events) {
    output.event(id, msg);
    if (id !== turnId) continue;
    if (msg.type === "error") failed = true;
    if (msg.type === "turn_aborted") return { status: "interrupted", lastMessage: undefined, failure: undefined };
    if (msg.type === "task_complete") {
      const lastMessage = msg.last_agent_message;
      return { status: failed ? "failed" : "completed", lastMessage, failure: failure.code };
    }
  }
  return { status: "failed", lastMessage: undefined, failure: failure.code };
}

/** Why a turn failed, or why none of its commands could run. */
function watchFailure(thread: Thread): Disposable & { readonly code: CodexErrorCode | undefined } {
  let code: CodexErrorCode | undefined;
  const subscription = thread.observe({
    onEvent(event) {
      if (event.type === "turn-ended") code = event.turn.error?.code ?? code;
      if (event.type !== "item-ended" || event.item.kind !== "command") return;
      // Under full access it is run again without one.
      const isConfined = thread.settings.sandboxPolicy.mode !== "danger-full-access";
      if (isConfined && event.item.failure?.code === "sandbox-unavailable") code = "sandbox-unavailable";
    },
  });
  return {
    get code() {
      return code;
    },
    [Symbol.dispose]: () => subscription[Symbol.dispose](),
  };
}

/** Holds the final message against the schema; the model gets one chance to repair it. */
async function meetSchema(
  conversation: Conversation,
  outcome: ExecOutcome,
  options: RunExecOptions,
): Promise<ExecOutcome> {
  const { outputSchema, output } = options;
  if (outputSchema === undefined || outcome.status !== "completed") return outcome;
  const check = outputSchema.check(outcome.lastMessage ?? "");
  if (check.ok) return { ...outcome, lastMessage: check.json };
  const problems = check.problems.join("; ");
  const message = `The final message does not fit the schema (${problems}): asking the model once more`;
  output.event("", { type: "background_event", message });
  const repaired = await runTurn(conversation, inputOf(repairRequest(check), []), options);
  if (repaired.status !== "completed") return repaired;
  const again = outputSchema.check(repaired.lastMessage ?? "");
  if (again.ok) return { ...repaired, lastMessage: again.json };
  const failure = `The final message does not fit the schema: ${again.problems.join("; ")}`;
  output.event("", { type: "error", message: failure });
  return { ...repaired, status: "schema-mismatch" };
}

function repairRequest({ problems }: Extract<SchemaCheck, { ok: false }>): string {
  return (
    "Your last message must be a JSON document that fits the JSON Schema of this task, and nothing else. " +
    `It does not:\n${problems.map((problem) => `- ${problem}`).join("\n")}\n\n` +
    "Send the corrected document as your whole message, without any words or code fences around it."
  );
}
