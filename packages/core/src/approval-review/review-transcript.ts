import type { ResponseItem, ToolOutput } from "@codex/protocol";
import type { CarriedContext } from "../history/carried-context.js";
import { isContextMessage } from "../rollout/context-message.js";

/** An entry of the transcript for the reviewer. Only entries from `user` are trusted. */
export interface Said {
  readonly from: "user" | "agent" | "tool" | "context" | "another-agent";
  readonly text: string;
}

export interface TranscriptSource {
  readonly items: readonly ResponseItem[];
  /** Messages that a compaction has kept. */
  readonly carried?: CarriedContext | undefined;
  /** The thread is a subagent, so its user messages were written by its parent's model. */
  readonly isSubagent: boolean;
}

/** In characters: the totals for the user's messages and for everything else, and the limits for one entry of each. */
const ALL = { trusted: 40_000, other: 40_000 };
const ONE = { trusted: 8_000, other: 4_000 };

/**
 * The thread's conversation, oldest first, one JSON object per line, so that no text can forge an entry. If it does not fit, the latest
 * entries have priority, but the user's first message is always included.
 */
export function reviewTranscript(source: TranscriptSource, redact: (text: string) => string): string[] {
  const said = transcriptEntries(source).map(({ from, text }) => ({
    from,
    text: cut(redact(text), ONE[budgetOf(from)]),
  }));
  const kept = newest(said);
  const lines = said.flatMap((one) =>
    kept.has(one) ? [JSON.stringify({ from: one.from, trusted: one.from === "user", text: one.text })] : [],
  );
  return kept.size === said.length ? lines : [JSON.stringify({ left_out: said.length - kept.size }), ...lines];
}

function transcriptEntries({ items, carried, isSubagent }: TranscriptSource): Said[] {
  const ownWords = isSubagent ? "another-agent" : "user";
  return [
    ...(carried?.userMessages ?? []).flatMap(saidByUser(ownWords)),
    ...items.flatMap((item) => entriesOf(item, ownWords)),
  ];
}

function entriesOf(item: ResponseItem, ownWords: "user" | "another-agent"): Said[] {
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

/** Marks piped input and attached files that follow the user's own words. */
const ADDED = /\n<(?:stdin>|context ref=)/;

/** Programs write messages as the user, which begin with a tag. A user's own message that begins with one is not trusted either. */
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
