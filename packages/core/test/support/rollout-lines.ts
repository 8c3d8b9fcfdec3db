import type { TemporaryFolder } from "@codex/test-support";

/** A thread id that ends with this number. */
export function threadId(number: number): string {
  return `0123abcd-0123-4567-89ab-${String(number).padStart(12, "0")}`;
}

export function jsonLines(values: readonly unknown[]): string {
  return values.map((value) => `${JSON.stringify(value)}\n`).join("");
}

export function userItem(text: string): object {
  return { type: "message", role: "user", content: [{ type: "input_text", text }] };
}

export function assistantItem(text: string): object {
  return { type: "message", role: "assistant", content: [{ type: "output_text", text }] };
}

/** Writes a rollout in the format of August 2025; returns its path. `time` is local: `2025-08-20T10-00-00`. */
export function writeFlat(
  home: Pick<TemporaryFolder, "write">,
  { id, time, meta = {}, lines }: { id: string; time: string; meta?: object; lines: readonly unknown[] },
): string {
  const first = { id, timestamp: isoOf(time), instructions: null, ...meta };
  return home.write(fileOf(time, id), jsonLines([first, ...lines]));
}

/** Writes a rollout of a later Codex: every line is `[type, payload]`, numbered from `ordinal`. */
export function writeEnveloped(
  home: Pick<TemporaryFolder, "write">,
  options: {
    id: string;
    segment?: string;
    time: string;
    ordinal?: number;
    meta?: object;
    lines: readonly (readonly [string, object])[];
  },
): string {
  const { id, segment, time, ordinal = 0, meta = {}, lines } = options;
  const all = [["session_meta", { id, timestamp: isoOf(time), ...meta }] as const, ...lines];
  const name = segment === undefined ? id : `${id}_${segment}`;
  const envelopes = all.map(([type, payload], index) => ({
    timestamp: isoOf(time),
    ordinal: ordinal + index,
    type,
    payload,
  }));
  return home.write(fileOf(time, name), jsonLines(envelopes));
}

function fileOf(time: string, name: string): string {
  const [year, month, day] = time.slice(0, 10).split("-");
  return `sessions/${year}/${month}/${day}/rollout-${time}-${name}.jsonl`;
}

function isoOf(time: string): string {
  return new Date(`${time.slice(0, 10)}T${time.slice(11).replaceAll("-", ":")}`).toISOString();
}
