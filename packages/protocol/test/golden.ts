import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

const folder = fileURLToPath(new URL("../../../conformance/recordings/", import.meta.url));

export type Json = Readonly<Record<string, unknown>>;

/** One recorded run of the reference: what a client and the model saw of it. */
export interface Recording {
  readonly name: string;
  /** Responses, with the method that was called. */
  readonly replies: readonly Json[];
  readonly serverRequests: readonly Json[];
  /** Events and other notifications. */
  readonly notifications: readonly Json[];
  /** Entries of a conversation's history that were sent to the model. */
  readonly responseItems: readonly Json[];
}

export function readRecordings(): Recording[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".json"))
    .map((file) => {
      const recorded = restore(JSON.parse(readFileSync(folder + file, "utf8")));
      const part = (key: string) => objects(isObject(recorded) ? recorded[key] : undefined);
      return {
        name: file.replace(/\.json$/, ""),
        replies: part("replies"),
        serverRequests: part("serverRequests"),
        // The recording joins output over several events, which never was on the wire.
        notifications: [...part("events"), ...part("notifications")].filter((event) => !("output" in event)),
        responseItems: part("model").flatMap(({ body }) => (isObject(body) ? objects(body["input"]) : [])),
      };
    });
}

/** Replaces the recordings' placeholders with values. */
function restore(value: unknown): unknown {
  if (value === "<duration>") return { secs: 1, nanos: 500 };
  if (value === "<log_id>") return 4711;
  if (typeof value === "string") {
    return value.replace(/<uuid-(\d+)>/g, (_, n: string) => `67e55044-10b1-426f-9247-${n.padStart(12, "0")}`);
  }
  if (Array.isArray(value)) return value.map(restore);
  if (!isObject(value)) return value;
  const restored = Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, restore(inner)]));
  return { ...proseOf(value["type"]), ...restored };
}

/** What some recordings omit, because each implementation has its own wording. */
function proseOf(type: unknown): Json {
  if (type === "text") return { text: "…" };
  if (type === "error") return { message: "…" };
  return type === "message" ? { content: [] } : {};
}

const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const objects = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isObject) : []);
