import { type Conversation, openConversation } from "@codex/conversation-wire";
import { LineDecoder } from "@codex/jsonrpc";
import { type Event, SubmissionSchema } from "@codex/protocol";
import { wellFormedJson } from "@codex/slices";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { createEngine } from "./engine.js";
import { configFromInvocation } from "./session-config.js";

/** `codex proto`: reads submissions as JSON lines from standard input and writes events as JSON lines to standard output. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const config = await configFromInvocation(invocation, io);
  await using engine = await createEngine(config, io);
  await using conversation = await openConversation(engine.manager, config);
  const { promise: ended, resolve: end } = Promise.withResolvers<void>();
  const writeEvent = (event: Event) => void io.stdout.write(`${wellFormedJson(event)}\n`);
  writeEvent({ id: "", msg: conversation.sessionConfigured });
  using _subscription = conversation.subscribe({
    onEvent: writeEvent,
    onClose: end,
    pressure: () => (io.stdout.writableNeedDrain ? drained(io) : undefined),
  });
  await Promise.race([ended, readSubmissions(conversation, io)]);
  return 0;
}

async function readSubmissions(conversation: Conversation, io: Io): Promise<void> {
  const decoder = new LineDecoder();
  const stop = () => io.stdin.destroy();
  io.signal.addEventListener("abort", stop, { once: true });
  try {
    for await (const chunk of io.stdin) for (const line of decoder.push(chunk)) submit(conversation, line, io);
    for (const line of decoder.end()) submit(conversation, line, io);
  } catch (error) {
    if (!io.signal.aborted) throw error;
  }
}

/** Invalid lines are reported on standard error and skipped. */
function submit(conversation: Conversation, line: ReturnType<LineDecoder["end"]>[number], io: Io): void {
  if (line.type !== "text") return void io.stderr.write("proto: skipped a line that is too long\n");
  let value: unknown;
  try {
    value = JSON.parse(line.text);
  } catch {
    return void io.stderr.write("proto: skipped a line that is not JSON\n");
  }
  const parsed = SubmissionSchema.safeParse(value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return void io.stderr.write(
      `proto: not a submission, at ${issue?.path.join(".") || "the top"}: ${issue?.message}\n`,
    );
  }
  if (!conversation.hasEnded) conversation.submitWithId(parsed.data);
}

function drained(io: Io): Promise<void> {
  return new Promise((resolve) => io.stdout.once("drain", resolve));
}
