import { CodexError } from "../../error.js";
import { tryParseJson } from "../../json.js";
import type { ModelClient } from "../model-client.js";
import { mapStrings, type RecordedAnswer, RecordingLineSchema } from "./recording-format.js";

export interface ReplayOptions {
  /** Values for the recording's `${NAME}` placeholders. */
  readonly variables?: Readonly<Record<string, string>>;
}

/**
 * A model that replays a recording's answers in order, whatever the prompts are. One instance may serve all turns of a session.
 * Throws `request-invalid` if the text is no recording, and after the last answer.
 */
export function createReplayModel(recording: string, options: ReplayOptions = {}): ModelClient {
  const answers = parseRecording(recording, options);
  let next = 0;
  return {
    async *stream(_prompt, signal) {
      const answer = answers[next++];
      if (answer === undefined) throw new CodexError("request-invalid", "The recording has no more answers.");
      for (const event of answer.events) {
        if (signal.aborted) throw new CodexError("interrupted", "interrupted");
        yield event;
      }
      if (answer.failure !== undefined) throw new CodexError("stream-disconnected", answer.failure);
    },
  };
}

function parseRecording(recording: string, { variables = {} }: ReplayOptions): RecordedAnswer[] {
  const fill = (text: string) => text.replaceAll(/\$\{(\w+)\}/g, (whole, name: string) => variables[name] ?? whole);
  const answers = new Map<number, RecordedAnswer>();
  const lines = recording.split("\n").filter((line) => line.trim() !== "");
  for (const [index, text] of lines.entries()) {
    const line = RecordingLineSchema.safeParse(mapStrings(tryParseJson(text), fill));
    if (index === 0 && line.data?.type !== "codex-recording") {
      throw new CodexError("request-invalid", "This is not a recording, or its version is not supported.");
    }
    if (!line.success || line.data.type === "codex-recording") continue;
    const answer = answers.get(line.data.answer) ?? { events: [] };
    answers.set(line.data.answer, answer);
    if (line.data.type === "event") answer.events.push(line.data.event);
    else answer.failure = line.data.message;
  }
  return [...answers.keys()].sort((a, b) => a - b).flatMap((key) => answers.get(key) ?? []);
}
