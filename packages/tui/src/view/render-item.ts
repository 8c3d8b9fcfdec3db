import { describeReview, type Item, type ItemOf } from "@codex/core";
import { MarkdownStream } from "../markdown/markdown-stream.js";
import { EMPTY, joined, type Safe, safe, safeCommand, safeLine, safeLines, safeName } from "../text/safe.js";
import { changeLines } from "./change-lines.js";
import { commandLines } from "./command-lines.js";
import { timeOf } from "./durations.js";
import type { Look } from "./look.js";
import { folded, foldedOutput } from "./output-lines.js";
import { planLines } from "./plan-lines.js";

/** How many lines of a change are printed; the transcript has all of them. */
const MAX_DIFF_LINES = 80;
const MAX_TOOL_LINES = 6;
/** For a message that the user sent, such as a long paste. */
const MAX_MESSAGE_LINES = 20;

/** Renders a finished item; `whole` disables folding. Returns no lines for items that do not concern people. */
export function renderItem(
  item: Item,
  look: Look,
  { whole = false }: { readonly whole?: boolean } = {},
): readonly Safe[] {
  const lines = bodyOf(item, look, whole);
  return lines.length === 0 ? [] : [EMPTY, ...lines];
}

function bodyOf(item: Item, look: Look, whole: boolean): readonly Safe[] {
  const { paint } = look;
  switch (item.kind) {
    case "user-message":
      return whole ? userLines(item, look) : folded(userLines(item, look), look, { max: MAX_MESSAGE_LINES, head: 10 });
    case "agent-message":
      return item.text.trim() === "" ? [] : markdownLines(item.text, answerMarker(look), look);
    case "reasoning":
      return look.hideReasoning && !whole ? [] : reasoningLines(item, look);
    case "command":
      return commandLines(item, look, whole);
    case "terminal-input":
      return terminalInputLines(item, look, whole);
    case "patch":
      return patchLines(item, look, whole);
    case "mcp-call":
      return toolLines({ ...item, name: `${item.server}.${item.tool}`, text: mcpText(item) }, look, whole);
    case "custom-call":
      return toolLines({ ...item, name: item.tool, text: customCallText(item) }, look, whole);
    case "plan":
      return planLines(item, look);
    case "web-search":
      return [safe`${paint.accent(safe`searched`)} ${safeLine(searchedFor(item))}`];
    case "image-view":
      return [safe`${outcomeMark(item, look)} looked at ${safeName(item.path)}${failureOf(item.failure, look)}`];
    case "sub-agent":
      return [subagentLine(item, look)];
    case "proposed-plan":
      return item.text.trim() === ""
        ? []
        : [paint.accent(safe`proposed plan`), ...markdownLines(item.text, answerMarker(look), look)];
    case "review":
      // The review itself is the next message.
      return [paint.accent(safe`review of ${safeLine(item.target)}`)];
    case "hook":
      return hookLines(item, look, whole);
    case "hook-prompt":
      return [
        paint.dim(safe`hooks ask for more work:`),
        ...foldedOutput(item.fragments.map(({ text }) => text).join("\n"), look, { whole, max: MAX_TOOL_LINES }),
      ];
    case "compaction":
      return [compactionLine(item, look)];
    case "approval-review":
      return approvalReviewLines(item, look);
    case "user-questions":
      return item.questions.flatMap((question) => {
        const answer = question.isSecret ? "(not shown)" : (item.answers?.[question.id]?.join(", ") ?? "no answer");
        return [safe`${paint.accent(safe`?`)} ${safeLine(question.question)}`, safe`  ${paint.bold(safeLine(answer))}`];
      });
    default:
      return item satisfies never;
  }
}

function userLines({ content }: ItemOf<"user-message">, { paint, marks }: Look): Safe[] {
  const text = content.flatMap((part) => (part.type === "text" ? [part.text] : [])).join("\n");
  const images = content.filter(({ type }) => type === "image" || type === "local-image").length;
  const attached =
    images === 0 || text.includes("[image ")
      ? EMPTY
      : paint.dim(images === 1 ? safe` [1 image]` : safe` [${images} images]`);
  return safeLines(text.trimEnd()).map((line, index) => {
    const bold = paint.bold(line);
    return index === 0 ? safe`${paint.accent(marks.prompt)} ${bold}${attached}` : safe`  ${bold}`;
  });
}

export function answerMarker({ paint, marks }: Look): Safe {
  return safe`${paint.accent(marks.bullet)} `;
}

/** Markdown as it would have been printed from a stream. */
export function markdownLines(text: string, marker: Safe, look: Look): readonly Safe[] {
  const markdown = new MarkdownStream({ ...look, marker });
  markdown.push(text.trimEnd());
  markdown.end();
  return markdown.take();
}

function reasoningLines({ summary, content }: ItemOf<"reasoning">, look: Look): Safe[] {
  const text = [...summary, ...content]
    .map((part) => part.trim())
    .filter((part) => part !== "")
    .join("\n\n");
  if (text === "") return [];
  return markdownLines(text, safe`${look.marks.ellipsis} `, look).map((line) =>
    look.paint.dim(look.paint.italic(line)),
  );
}

function terminalInputLines(item: ItemOf<"terminal-input">, look: Look, whole: boolean): Safe[] {
  const { paint } = look;
  const typed =
    item.input === "" ? paint.dim(safe`looked at`) : paint.bold(joined(safeCommand(item.input.trim()), " "));
  return [
    safe`${paint.accent(safe`>`)} ${typed} ${paint.dim(safe`in terminal ${safeName(item.processId)}`)}`,
    ...foldedOutput(item.failure ?? item.output.aggregated, look, { whole, max: MAX_TOOL_LINES }),
  ];
}

function patchLines(item: ItemOf<"patch">, look: Look, whole: boolean): Safe[] {
  const { paint, marks } = look;
  const heading = () => {
    switch (item.status) {
      case "completed":
        return safe`${paint.good(marks.ok)} changed`;
      case "declined":
        return safe`${paint.bad(marks.cross)}not allowed, nothing changed${failureOf(item.reason, look)}`;
      case "interrupted":
        return safe`${paint.warning(marks.cross)}interrupted`;
      default:
        return safe`${paint.bad(marks.cross)}failed, not changed`;
    }
  };
  const maxLines = whole ? Number.POSITIVE_INFINITY : MAX_DIFF_LINES;
  const error = item.status === "completed" ? "" : item.stderr;
  return [
    heading(),
    ...changeLines(item.changes, look, { maxLines, isProposed: item.status !== "completed" }),
    ...foldedOutput(error, look, { whole, max: 12 }),
  ];
}

interface ToolCall extends Pick<Item, "status"> {
  readonly name: string;
  readonly arguments: unknown;
  readonly text: string;
  readonly durationMs?: number | undefined;
}

function toolLines(call: ToolCall, look: Look, whole: boolean): Safe[] {
  const { paint } = look;
  const args =
    call.arguments === undefined ? EMPTY : paint.dim(joined(safeCommand(JSON.stringify(call.arguments)), " "));
  const time = call.durationMs === undefined ? EMPTY : paint.dim(safe` ${timeOf(call.durationMs / 1_000)}`);
  const max = call.status === "completed" ? MAX_TOOL_LINES : MAX_TOOL_LINES * 2;
  return [
    safe`${outcomeMark(call, look)} ${paint.bold(safeName(call.name))} ${args}${time}`,
    ...foldedOutput(call.text, look, { whole, max }),
  ];
}

function mcpText({ result, error }: ItemOf<"mcp-call">): string {
  if (result === undefined) return error ?? "";
  return result.content.map((part) => (part.type === "text" ? part.text : `[${part.type}]`)).join("\n");
}

function customCallText({ content = [], error }: ItemOf<"custom-call">): string {
  return error ?? content.map((part) => (part.type === "text" ? part.text : "[image]")).join("\n");
}

function searchedFor({ action, query = "the web" }: ItemOf<"web-search">): string {
  const isPage = action?.type === "open-page" || action?.type === "find-in-page";
  return isPage ? (action.url ?? "the web") : query;
}

function subagentLine(item: ItemOf<"sub-agent">, look: Look): Safe {
  const names = item.agents.map(({ nickname, threadId, role, status }) =>
    [nickname ?? threadId.slice(0, 8), role && `(${role})`, status].filter(Boolean).join(" "),
  );
  const about = item.prompt === undefined ? EMPTY : look.paint.dim(safe` ${safeLine(item.prompt.slice(0, 200))}`);
  return safe`${outcomeMark(item, look)} subagent ${safeLine(item.action)}: ${safeLine(names.join(", "))}${about}${failureOf(item.error, look)}`;
}

function hookLines(item: ItemOf<"hook">, look: Look, whole: boolean): Safe[] {
  const said = item.entries.map(({ type, text }) => `${type}: ${text}`).join("\n");
  if (said === "" && item.status === "completed" && !whole) return [];
  return [
    safe`${outcomeMark(item, look)} hook ${safeName(item.event)} ${look.paint.dim(safeLine(item.command))}`,
    ...foldedOutput(said, look, { whole, max: MAX_TOOL_LINES }),
  ];
}

function compactionLine({ status, reason }: ItemOf<"compaction">, look: Look): Safe {
  const { paint, marks } = look;
  return status === "completed"
    ? paint.dim(safe`earlier messages were replaced with a summary, to make room`)
    : paint.warning(safe`${marks.cross}nothing was summarized${failureOf(reason, look)}`);
}

function approvalReviewLines(item: ItemOf<"approval-review">, { paint, marks }: Look): Safe[] {
  const said = describeReview(item);
  if (said === undefined) return [];
  return [
    item.outcome === "approved" ? paint.dim(safeLine(said)) : paint.warning(safe`${marks.cross}${safeLine(said)}`),
  ];
}

function outcomeMark({ status }: Pick<Item, "status">, { paint, marks }: Look): Safe {
  return status === "completed" ? paint.good(marks.ok) : paint.bad(marks.failed);
}

function failureOf(reason: string | undefined, { paint }: Look): Safe {
  return reason === undefined ? EMPTY : paint.dim(safe`: ${safeLine(reason)}`);
}
