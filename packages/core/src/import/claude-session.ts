import { breathe } from "@codex/slices";
import * as z from "zod/mini";
import { tryParseJson } from "../json.js";
import { readLines } from "../rollout/read-lines.js";

/** What a user said, and what the agent said and did about it. */
export interface ImportedTurn {
  /** When it began and when its last message was written, in milliseconds since 1970. */
  readonly startedAt: number;
  endedAt: number;
  /** Undefined if the session begins with the agent. */
  readonly input: string | undefined;
  readonly answers: string[];
}

export interface ClaudeSession {
  /** The title that the user or the agent gave it. */
  readonly title: string | undefined;
  readonly turns: readonly ImportedTurn[];
}

/** The most that is kept of the output of one tool call; Codex works with the files themselves. */
const MAX_TOOL_TEXT = 8_000;

const PartSchema = z.object({
  type: z.string(),
  text: z.optional(z.string()),
  name: z.optional(z.string()),
  input: z.optional(z.unknown()),
  content: z.optional(z.unknown()),
  is_error: z.optional(z.boolean()),
});
type Part = z.infer<typeof PartSchema>;

const LineSchema = z.object({
  type: z.string(),
  isSidechain: z.optional(z.boolean()),
  isMeta: z.optional(z.boolean()),
  timestamp: z.optional(z.string()),
  message: z.optional(z.object({ content: z.union([z.string(), z.array(PartSchema)]) })),
  customTitle: z.optional(z.string()),
});

/** Reads a session file of Claude Code. Invalid lines, subagents and thoughts are skipped. */
export async function readClaudeSession(file: string): Promise<ClaudeSession> {
  let title: string | undefined;
  const turns: ImportedTurn[] = [];
  for await (const text of readLines(file)) {
    await breathe();
    const line = LineSchema.safeParse(tryParseJson(text)).data;
    if (line === undefined) continue;
    title = line.customTitle ?? title;
    if (line.message === undefined || line.isSidechain === true || line.isMeta === true) continue;
    const { content } = line.message;
    const parts = typeof content === "string" ? [{ type: "text", text: content }] : content;
    addMessage(turns, parts, { isUser: line.type === "user", at: Date.parse(line.timestamp ?? "") || Date.now() });
  }
  return { title, turns };
}

interface Speaker {
  readonly isUser: boolean;
  readonly at: number;
}

/** Claude Code stores results of tools as messages of the user. */
function addMessage(turns: ImportedTurn[], parts: readonly Part[], { isUser, at }: Speaker): void {
  const isInput = (part: Part) => isUser && part.type !== "tool_result";
  const input = textOf(parts.filter(isInput));
  const answer = textOf(parts.filter((part) => !isInput(part)));
  if (input !== "" || (answer !== "" && turns.length === 0))
    turns.push({ startedAt: at, endedAt: at, input: input === "" ? undefined : input, answers: [] });
  const turn = turns.at(-1);
  if (turn === undefined || answer === "") return;
  turn.answers.push(answer);
  turn.endedAt = Math.max(turn.endedAt, at);
}

function textOf(parts: readonly Part[]): string {
  const texts = parts.map(partText).filter((text) => text.trim() !== "");
  return texts.join("\n\n");
}

function partText({ type, text = "", name = "", input, content, is_error: isError }: Part): string {
  switch (type) {
    case "text":
      return text;
    case "thinking":
    case "redacted_thinking":
      return "";
    case "tool_use":
      return `[called ${name}: ${shortened(JSON.stringify(input) ?? "")}]`;
    case "tool_result":
      return `[${isError === true ? "failed" : "result"}: ${shortened(resultText(content))}]`;
    default:
      return `[not imported: ${type}]`;
  }
}

function resultText(content: unknown): string {
  if (typeof content === "string") return content;
  const parts = z.array(PartSchema).safeParse(content).data ?? [];
  return parts.map(({ type, text }) => text ?? `[${type}]`).join("\n");
}

const shortened = (text: string): string =>
  text.length > MAX_TOOL_TEXT ? `${text.slice(0, MAX_TOOL_TEXT)}… (${text.length} characters)` : text;
