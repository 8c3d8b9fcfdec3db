import { isDeepStrictEqual } from "node:util";

/** A line of a conversation over the wire: what the client writes, or what it reads. */
export interface TranscriptLine {
  readonly from: "client" | "server";
  readonly message: unknown;
}

/** The lines of the blocks that follow `<!-- kind -->`. */
export function transcriptOf(document: string, kind: string): TranscriptLine[] {
  const blocks = [...document.matchAll(/<!-- (\w+) -->\n```json\n(.*?)```/gs)];
  return blocks
    .filter(([, name]) => name === kind)
    .flatMap(([, , block = ""]) => block.trim().split("\n"))
    .map((line) => ({ from: line.startsWith("→") ? "client" : "server", message: JSON.parse(line.slice(1)) }));
}

export interface Wire {
  write(line: string): void;
  readonly lines: AsyncIterator<string>;
}

/**
 * Writes what the client writes and reads until the server has said what it should; it may say more, and answers and
 * events may come in another order. `<name>` stands for what the server chooses: the same wherever it occurs again.
 */
export async function playTranscript(transcript: readonly TranscriptLine[], wire: Wire): Promise<void> {
  const names = new Map<string, unknown>();
  const unmatched: unknown[] = [];
  for (const { from, message } of transcript) {
    if (from === "client") wire.write(JSON.stringify(withNames(message, names)));
    else await find({ expected: message, names, unmatched }, wire);
  }
}

interface Search {
  readonly expected: unknown;
  readonly names: Map<string, unknown>;
  /** What the server said that nothing was waiting for. */
  readonly unmatched: unknown[];
}

async function find({ expected, names, unmatched }: Search, { lines }: Wire): Promise<void> {
  const earlier = unmatched.findIndex((message) => fits(message, expected, names));
  if (earlier >= 0) return void unmatched.splice(earlier, 1);
  for (;;) {
    const { value, done } = await lines.next();
    const said = () => unmatched.map((message) => JSON.stringify(message)).join("\n");
    if (done) throw new Error(`the server ended without ${JSON.stringify(expected)}; it said:\n${said()}`);
    const message: unknown = JSON.parse(value);
    if (fits(message, expected, names)) return;
    unmatched.push(message);
  }
}

/** Whether a message has what is expected, and maybe more; takes note of the names that it gives. */
function fits(actual: unknown, expected: unknown, names: Map<string, unknown>): boolean {
  const found = new Map(names);
  if (!matches(actual, expected, found)) return false;
  for (const [name, value] of found) names.set(name, value);
  return true;
}

function matches(actual: unknown, expected: unknown, names: Map<string, unknown>): boolean {
  if (typeof expected === "string" && /^<\w+>$/.test(expected)) {
    if (names.has(expected)) return isDeepStrictEqual(names.get(expected), actual);
    names.set(expected, actual);
    return actual !== undefined;
  }
  if (!isObject(expected) || !isObject(actual)) return isDeepStrictEqual(actual, expected);
  return Object.entries(expected).every(([key, value]) => matches(actual[key], value, names));
}

function withNames(value: unknown, names: ReadonlyMap<string, unknown>): unknown {
  if (typeof value === "string") return names.has(value) ? names.get(value) : value;
  if (Array.isArray(value)) return value.map((item) => withNames(item, names));
  if (!isObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, withNames(item, names)]));
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
