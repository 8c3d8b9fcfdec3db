import type { World } from "./world.js";

const UUID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi;

/** Texts that differ each time, or in each version. */
const CHANGING: readonly (readonly [RegExp, string])[] = [
  [/"duration_seconds":\s*[\d.]+/g, '"duration_seconds":<n>'],
  [/(?<=retrying \d+\/\d+ in )[\d.]+(?:ms|s|µs)/g, "<delay>"],
  [/codex_cli_rs\/[\d.]+/g, "codex_cli_rs/<version>"],
  [/\b127\.0\.0\.1:\d+/g, "127.0.0.1:<port>"],
  [/\b\d{4}-\d\d-\d\d[T ](?:\d\d:){2}\d\d(?:\.\d+)?Z?/g, "<time>"],
];
/** Fields whose text each implementation words itself. */
const PROSE = new Set(["instructions", "description", "title"]);
const LOG_IDS = new Set(["history_log_id", "log_id"]);
/** The headers of a model request that providers use. */
const HEADERS = [
  "authorization",
  "originator",
  "openai-beta",
  "accept",
  "content-type",
  "session_id",
  "chatgpt-account-id",
];

/** Replaces what differs between two runs by placeholders. Ids are numbered by first occurrence, so that equal ids stay equal. */
export class Neutral {
  readonly #ids = new Map<string, string>();
  readonly #places: readonly (readonly [string, string])[];

  constructor({ cwd, codexHome, home, root, model }: World) {
    this.#places = [
      [cwd, "<cwd>"],
      [codexHome, "<codex_home>"],
      [home, "<home>"],
      [root, "<root>"],
      [model.baseUrl.replace(/\/v1$/, ""), "<model_url>"],
    ];
  }

  text(text: string): string {
    const placed = this.#places.reduce((shown, [path, name]) => shown.replaceAll(path, name), text);
    const numbered = placed.replace(UUID, (id) => this.#numberOf(id.toLowerCase()));
    return CHANGING.reduce((shown, [pattern, placeholder]) => shown.replace(pattern, placeholder), numbered);
  }

  /** Sorts keys alphabetically; `null` counts as absent. */
  value(value: unknown, key = ""): unknown {
    if (typeof value === "string") return PROSE.has(key) ? `<${key}>` : this.text(value);
    if (Array.isArray(value)) return value.map((entry) => this.value(entry));
    if (typeof value !== "object" || value === null) return value;
    const fields = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
    if ("secs" in value && "nanos" in value) return "<duration>";
    return Object.fromEntries(
      fields
        .filter(([, field]) => field !== null && field !== undefined)
        .map(([name, field]) => [this.text(name), this.#field(name, field)]),
    );
  }

  /** The parts of a model request that providers use. The system message of Chat Completions is prose. */
  modelRequest({ method, path, headers, body }: World["model"]["requests"][number]): unknown {
    const shown = HEADERS.flatMap((name) => {
      const value = headers[name];
      return value === undefined ? [] : [[name, this.text(String(value))]];
    });
    const neutral = this.value(body);
    const messages = isChat(neutral) ? { messages: neutral.messages.map(withoutInstructions) } : {};
    return { method, path, headers: Object.fromEntries(shown), body: Object.assign({}, neutral, messages) };
  }

  #field(name: string, field: unknown): unknown {
    if (LOG_IDS.has(name)) return "<log_id>";
    if (name === "serverInfo") return { name: (field as { readonly name?: unknown }).name };
    return this.value(field, name);
  }

  #numberOf(id: string): string {
    const known = this.#ids.get(id) ?? `<uuid-${this.#ids.size + 1}>`;
    this.#ids.set(id, known);
    return known;
  }
}

interface ChatMessage {
  readonly role?: string;
}

function isChat(body: unknown): body is { readonly messages: readonly ChatMessage[] } {
  return typeof body === "object" && body !== null && "messages" in body && Array.isArray(body.messages);
}

function withoutInstructions(message: ChatMessage): ChatMessage {
  return message.role === "system" ? Object.assign({}, message, { content: "<instructions>" }) : message;
}
