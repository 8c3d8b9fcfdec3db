import type { Environment } from "../../environment.js";
import { errorMessage } from "../../error.js";
import type { ModelClient, ResponseEvent } from "../model-client.js";
import { mapStrings, type RecordingLine } from "./recording-format.js";
import { createRedactor } from "./redact-secrets.js";

/** The destination of recordings. All clients of a session may share one sink. */
export interface RecordingSink {
  /** The number of a new answer. */
  nextAnswer(): number;
  add(line: RecordingLine): Promise<void>;
}

export interface RecordingSinkOptions {
  /** Writes one line, including its ending. */
  readonly write: (line: string) => void | Promise<void>;
  /** Secret values in it are redacted. */
  readonly env: Environment;
  /** Names for texts that differ between places: `CWD` is recorded as `${CWD}` and substituted on replay. */
  readonly variables?: Readonly<Record<string, string>>;
}

/** Creates a sink, which writes nothing before the first answer. */
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

/** A client that records the answers of the inner one. Prompts are not recorded. */
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
        const message = errorMessage(error);
        if (!signal.aborted) await sink.add({ type: "failure", answer, message });
        throw error;
      }
    },
  };
}

/** Encrypted reasoning is long, opaque and useless without its account. */
function forRecording(event: ResponseEvent) {
  if (event.type !== "output-item-done" || event.item.type !== "reasoning") return event;
  return { ...event, item: { ...event.item, encrypted_content: undefined } };
}
