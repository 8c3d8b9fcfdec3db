import type { ResponseItem, ToolOutput } from "@codex/protocol";
import type { CarriedContext } from "../history/carried-context.js";
import { isContextMessage } from "../rollout/context-message.js";

/** Something that was said, for the reviewer. Only `user` is trusted. */
export interface Said {
  readonly from: "user" | "agent" | "tool" | "context" | "another-agent";
  readonly text: string;
}

export interface TranscriptSource {
  readonly items: readonly ResponseItem[];
  /** What a compaction has kept. */
  readonly carried?: CarriedContext | undefined;
  /** The thread works for another one: what its user says, that one's model has written. */
  readonly isHelper: boolean;
}

/** In characters: of the user's words, of everything else, and of one entry of each. */
const ALL = { trusted: 40_000, other: 40_000 };
const ONE = { trusted: 8_000, other: 4_000 };

/**
 * What was said in a thread, oldest first, one JSON object a line: whatever stands in a text, it cannot begin a line of its own. The
 * latest come first into what is read, and the user's first words always do.
 */
export function reviewTranscript(source: TranscriptSource, redact: (text: string) => string): string[] {
  const said = allSaid(source).map(({ from, text }) => ({ from, text: cut(redact(text), ONE[budgetOf(from)]) }));
  const kept = newest(said);
  const lines = said.flatMap((one) =>
    kept.has(one) ? [JSON.stringify({ from: one.from, trusted: one.from === "user", text: one.text })] : [],
  );
  return kept.size === said.length ? lines : [JSON.stringify({ left_out: said.length - kept.size }), ...lines];
}

function allSaid({ items, carried, isHelper }: TranscriptSource): Said[] {
  const ownWords = isHelper ? "another-agent" : "user";
  const before = carried?.lastUserMessage;
  return [
    ...(before === undefined ? [] : saidByUser(ownWords)(before)),
    ...items.flatMap((item) => saidIn(item, ownWords)),
  ];
}

function saidIn(item: ResponseItem, ownWords: "user" | "another-agent"): Said[] {
  switch (item.type) {
    case "message": {
      if (item.role === "assistant") return [{ from: "agent", text: textOf(item.content) }];
      const texts = item.content.flatMap((part) => ("text" in part ? [part.text] : []));
      const [first = ""] = texts;
      const isContext = item.role !== "user" || isContextMessage(first);
      return isContext ? [{ from: "context", text: textOf(item.content) }] : texts.flatMap(saidByUser(ownWords));
    }
    case "function_call":
      return [{ from: "agent", text: `${item.name} ${item.arguments}` }];
    case "custom_tool_call":
      return [{ from: "agent", text: `${item.name} ${item.input}` }];
    case "local_shell_call":
      return [{ from: "agent", text: `local_shell ${JSON.stringify(item.action.command)}` }];
    case "web_search_call":
      return [{ from: "agent", text: `web_search ${JSON.stringify(item.action ?? {})}` }];
    case "image_generation_call":
      return [{ from: "agent", text: `image_generation ${item.revised_prompt ?? ""}` }];
    case "function_call_output":
    case "custom_tool_call_output":
      return [{ from: "tool", text: outputText(item.output) }];
    case "reasoning":
    case "other":
      return [];
    default:
      return item satisfies never;
  }
}

/** Where input that was piped in, or a file that was attached, follows the user's own words. */
const ADDED = /\n<(?:stdin>|context ref=)/;

/** Programs write text in the user's name: it begins with a tag. A user's own text that begins with one permits nothing. */
const saidByUser =
  (ownWords: "user" | "another-agent") =>
  (text: string): Said[] => {
    if (isContextMessage(text) || /^\s*</.test(text)) return [{ from: "context", text }];
    const end = text.search(ADDED);
    if (end < 0) return [{ from: ownWords, text }];
    return [
      { from: ownWords, text: text.slice(0, end).trimEnd() },
      { from: "context", text: text.slice(end) },
    ];
  };

const textOf = (content: readonly object[]): string =>
  content.map((part) => ("text" in part && typeof part.text === "string" ? part.text : "[image]")).join("\n");

const outputText = (output: ToolOutput): string => (typeof output === "string" ? output : textOf(output));

const budgetOf = (from: Said["from"]) => (from === "user" ? "trusted" : "other");

function newest(said: readonly Said[]): Set<Said> {
  const left = { ...ALL };
  const first = said.find(({ from }) => from === "user");
  const kept = new Set<Said>(first === undefined ? [] : [first]);
  for (const one of said.toReversed()) {
    const budget = budgetOf(one.from);
    left[budget] -= one.text.length;
    if (left[budget] >= 0) kept.add(one);
  }
  return kept;
}

function cut(text: string, limit: number): string {
  if (text.length <= limit) return text;
  const half = Math.floor(limit / 2);
  return `${text.slice(0, half)} [${text.length - 2 * half} characters left out] ${text.slice(-half)}`;
}
