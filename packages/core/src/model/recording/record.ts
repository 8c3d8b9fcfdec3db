import type { Environment } from "../../environment.js";
import type { ModelClient, ResponseEvent } from "../model-client.js";
import { mapStrings, type RecordingLine } from "./recording-format.js";
import { createRedactor } from "./redact-secrets.js";

/** Where recordings go. One sink may serve all clients of a session. */
export interface RecordingSink {
  /** The number of a new answer. */
  nextAnswer(): number;
  add(line: RecordingLine): Promise<void>;
}

export interface RecordingSinkOptions {
  /** Takes one line, its end included. */
  readonly write: (line: string) => void | Promise<void>;
  /** Values of its secrets are removed. */
  readonly env: Environment;
  /** Texts that differ from place to place, by name: `CWD` is written as `${CWD}` and put back when replayed. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Makes a sink; it writes nothing before the first answer. */
export function createRecordingSink({ write, env, variables = {} }: RecordingSinkOptions): RecordingSink {
  const redact = createRedactor(env);
  const named = Object.entries(variables).sort(([, a], [, b]) => b.length - a.length);
  const clean = (text: string) =>
    redact(named.reduce((rest, [name, value]) => rest.replaceAll(value, `\${${name}}`), text));
  let answers = 0;
  let started: Promise<void> | undefined;
  return {
    nextAnswer: () => answers++,
    async add(line) {
      started ??= Promise.resolve(write(`${JSON.stringify({ type: "codex-recording", version: 1 })}\n`));
      await started;
      await write(`${JSON.stringify(mapStrings(line, clean))}\n`);
    },
  };
}

/** A client that records what the inner one answers. Nothing of the prompts is kept. */
export function recordingModel(inner: ModelClient, sink: RecordingSink): ModelClient {
  return {
    async *stream(prompt, signal) {
      const answer = sink.nextAnswer();
      try {
        for await (const event of inner.stream(prompt, signal)) {
          await sink.add({ type: "event", answer, event: forRecording(event) });
          yield event;
        }
      } catch (error) {
        const message = error instanceof Error ? error.message : String(error);
        if (!signal.aborted) await sink.add({ type: "failure", answer, message });
        throw error;
      }
    },
  };
}

/** Encrypted reasoning is long, opaque and of no use without the account that it belongs to. */
function forRecording(event: ResponseEvent) {
  if (event.type !== "output-item-done" || event.item.type !== "reasoning") return event;
  return { ...event, item: { ...event.item, encrypted_content: undefined } };
}
