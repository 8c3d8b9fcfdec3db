/** An input for a server's standard input. */
export interface HostileInput {
  readonly name: string;
  /** Written one after the other, so that a line, or a character, can be split. */
  readonly chunks: readonly (string | Uint8Array)[];
  /** The ids that must be answered exactly once. */
  readonly answered: readonly (string | number)[];
}

/** A reproducible sequence of numbers from 0 to below 1. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    // mulberry32
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const METHODS = [
  ...["ping", "initialize", "tools/list", "tools/call", "resources/list", "resources/read", "prompts/get"],
  ...["logging/setLevel", "completion/complete", "newConversation", "sendUserMessage", "sendUserTurn"],
  ...["interruptConversation", "addConversationListener", "removeConversationListener", "closeConversation"],
  ...[
    "gitDiffToRemote",
    "cancelLoginChatGpt",
    "getAuthStatus",
    "no/such/method",
    "__proto__",
    "constructor",
    "notifications/cancelled",
    "",
  ],
];
const UUID = "67e55044-10b1-426f-9247-bb680e5fe0c8";
const TEXTS = [
  "",
  "\0",
  "../../../etc/passwd",
  UUID,
  "\u2028",
  "\ud800",
  "é😀",
  "__proto__",
  "$(touch PWN)",
  "a".repeat(9_999),
];
const KEYS = [
  "conversationId",
  "subscriptionId",
  "items",
  "cwd",
  "name",
  "arguments",
  "cursor",
  "level",
  "uri",
  "_meta",
];

/** Inputs that a server must survive: `count` of them, the same for the same seed. */
export function hostileInputs(count: number, seed: number): HostileInput[] {
  const random = randomFrom(seed);
  const pick = <T>(items: readonly T[]): T => items[Math.floor(random() * items.length)] ?? (items[0] as T);
  let nextId = 0;
  const newId = () => (random() < 0.5 ? `fuzz-${nextId++}` : 1_000_000 + nextId++);

  const value = (depth = 0): unknown => {
    const kind = Math.floor(random() * (depth > 3 ? 6 : 9));
    switch (kind) {
      case 0:
        return null;
      case 1:
        return random() < 0.5;
      case 2:
        return pick([0, -1, 1.5, 2 ** 53, -(2 ** 53), 1e308]);
      case 3:
      case 4:
      case 5:
        return pick(TEXTS);
      case 6:
        return Array.from({ length: Math.floor(random() * 4) }, () => value(depth + 1));
      default:
        return Object.fromEntries(
          Array.from({ length: Math.floor(random() * 4) }, () => [pick([...KEYS, ...TEXTS]), value(depth + 1)]),
        );
    }
  };
  const line = (message: unknown) => `${JSON.stringify(message)}\n`;
  const garbage = (name: string, ...chunks: (string | Uint8Array)[]): HostileInput => ({ name, chunks, answered: [] });
  const request = (name: string, fields: object, text = (message: unknown) => line(message)): HostileInput => {
    const id = newId();
    return { name, chunks: [text({ jsonrpc: "2.0", id, ...fields })], answered: [id] };
  };
  const torn = (input: HostileInput): HostileInput => {
    const bytes = Buffer.concat(input.chunks.map((chunk) => Buffer.from(chunk)));
    const cuts = [0, ...Array.from({ length: 3 }, () => Math.floor(random() * bytes.length)), bytes.length].sort(
      (a, b) => a - b,
    );
    const chunks = cuts.slice(1).map((cut, index) => bytes.subarray(cuts[index], cut));
    return { ...input, name: `${input.name}, torn`, chunks };
  };

  const kinds: readonly (() => HostileInput)[] = [
    () => request("a request with any params", { method: pick(METHODS), params: value() }),
    () => request("a request with object params", { method: pick(METHODS), params: { [pick(KEYS)]: value() } }),
    () => request("a call of any tool", { method: "tools/call", params: { name: pick(TEXTS), arguments: value() } }),
    () =>
      request("a call of our tool with nonsense", {
        method: "tools/call",
        params: { name: "codex-reply", arguments: { sessionId: pick(TEXTS), prompt: value() } },
      }),
    () =>
      request("a prototype in the params", { method: "tools/call", params: 0 }, (message) =>
        line(message).replace(
          '"params":0',
          '"params":{"name":"codex-reply","arguments":{"__proto__":{"sessionId":"x"}}}',
        ),
      ),
    () => request("an unknown conversation", { method: "interruptConversation", params: { conversationId: UUID } }),
    () => torn(request("a ping", { method: "ping", params: { text: "é😀\u2028" } })),
    () => request("a ping with spaces and a carriage return", { method: "ping" }, (m) => `  ${JSON.stringify(m)} \r\n`),
    () =>
      request("deep params", { method: "ping", params: 0 }, (message) =>
        line(message).replace('"params":0', `"params":${"[".repeat(5_000)}${"]".repeat(5_000)}`),
      ),
    () => garbage("a line that is too deep", `${"[".repeat(200_000)}\n`),
    () => garbage("a batch", line([{ jsonrpc: "2.0", id: newId(), method: "ping" }])),
    () => garbage("an empty batch", "[]\n"),
    () => garbage("a scalar", `${pick(["1", "null", "true", '"x"', "-", "NaN"])}\n`),
    () => garbage("a truncated message", `${line({ jsonrpc: "2.0", id: 1, method: "ping" }).slice(0, -8)}\n`),
    () => garbage("bytes", Buffer.from(Array.from({ length: 64 }, () => 128 + Math.floor(random() * 128))), "\n"),
    () => garbage("a cut character", Buffer.from([0xf0, 0x9f]), "\n", Buffer.from([0x98, 0x80]), "\n"),
    () => garbage("blank lines", "\n\r\n   \n\n"),
    () =>
      garbage(
        "a wrong id",
        line({ jsonrpc: "2.0", id: pick<unknown>([null, 1.5, {}, [], true, 2 ** 60]), method: "ping" }),
      ),
    () =>
      garbage("a wrong version", line({ jsonrpc: pick<unknown>(["1.0", 2, {}, null]), id: newId(), method: "ping" })),
    () => garbage("a method of the wrong type", line({ jsonrpc: "2.0", id: newId(), method: value() ?? {} })),
    () =>
      garbage("an answer to nothing", line({ jsonrpc: "2.0", id: pick<unknown>([0, 99, "x", null]), result: value() })),
    () =>
      garbage(
        "an error to nothing",
        line({ jsonrpc: "2.0", id: 0, error: pick<unknown>([{}, { code: "x" }, null, 1]) }),
      ),
    () => garbage("a notification", line({ jsonrpc: "2.0", method: pick(METHODS), params: value() })),
    () =>
      garbage(
        "a cancellation",
        line({ jsonrpc: "2.0", method: "notifications/cancelled", params: { requestId: value() } }),
      ),
    () => garbage("nothing that is known", line({ [pick(KEYS)]: value() })),
  ];
  const huge = "x".repeat(8 * 1024 * 1024);
  const large: readonly HostileInput[] = [
    request("a ping of 8 MB", { method: "ping", params: { huge } }),
    request("a tool name of 8 MB", { method: "tools/call", params: { name: huge } }),
    garbage("8 MB that are no JSON", `${huge}\n`),
    garbage("8 MB of brackets", `${"[".repeat(8 * 1024 * 1024)}\n`),
  ];
  const rest = Array.from({ length: count - large.length }, (_, index) => {
    const input = (kinds[index % kinds.length] ?? pick(kinds))();
    return random() < 0.2 ? torn(input) : input;
  });
  return [...rest, ...large];
}
