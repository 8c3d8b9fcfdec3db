import type { FileChange, McpCall } from "../items/call-items.js";
import { describeReview } from "../items/describe-review.js";
import type { Item } from "../items/item.js";
import type { TurnView } from "../items/turn-view.js";
import type { UserInput } from "../items/user-input.js";
import { joinShellWords } from "../shell/shell-words.js";
import type { SavedThread } from "./thread-store.js";

/** A saved thread as Markdown for people: messages and actions in order, without reasoning. */
export function threadMarkdown({ summary, turns }: Pick<SavedThread, "summary" | "turns">): string {
  const { id, name, createdAt, meta } = summary;
  const details = [`- Session: \`${id}\``, `- Begun: ${new Date(createdAt).toISOString()}`];
  if (meta?.cwd !== undefined) details.push(`- Folder: ${inlineCode(meta.cwd)}`);
  return `${[`# ${name ?? "Session"}`, details.join("\n"), ...turns.flatMap(turnBlocks)].join("\n\n")}\n`;
}

function turnBlocks({ items, status, error }: TurnView): string[] {
  const blocks = items.flatMap(itemBlocks);
  if (status === "interrupted") return [...blocks, "_Interrupted._"];
  return error === undefined ? blocks : [...blocks, `_Failed: ${error.message}_`];
}

function itemBlocks(item: Item): string[] {
  switch (item.kind) {
    case "user-message":
      return ["## User", item.content.map(inputText).join("\n\n")];
    case "agent-message":
      return item.text.trim() === "" ? [] : ["## Codex", item.text.trim()];
    case "command":
      return [
        `Ran ${inlineCode(joinShellWords(item.command))}${endOf(item.exitCode)}`,
        ...outputBlock(item.output.aggregated),
      ];
    case "terminal-input":
      return item.input === ""
        ? []
        : [`Typed ${inlineCode(item.input.trim())}`, ...outputBlock(item.output.aggregated)];
    case "patch":
      return item.changes.flatMap(changeBlocks);
    case "mcp-call":
      return [
        `Called ${inlineCode(`${item.server}.${item.tool}`)} ${inlineCode(JSON.stringify(item.arguments ?? {}))}`,
        ...answerBlock(item),
      ];
    case "custom-call":
      return [`Called ${inlineCode(item.tool)}`];
    case "web-search":
      return [`Searched the web${item.query === undefined ? "" : ` for ${inlineCode(item.query)}`}`];
    case "image-view":
      return [`Looked at ${inlineCode(item.path)}`];
    case "plan":
      return [item.steps.map(({ step, status }) => `- [${status === "completed" ? "x" : " "}] ${step}`).join("\n")];
    case "proposed-plan":
      return ["## Plan", item.text.trim()];
    case "review":
      return item.text === undefined ? [] : [`## Review of ${item.target}`, item.text.trim()];
    case "user-questions":
      return item.questions.map(({ id, question, isSecret }) => {
        const answer = item.answers?.[id]?.join(", ") ?? "no answer";
        return `Asked: ${question}\n\nAnswer: ${isSecret ? "(secret)" : answer}`;
      });
    case "sub-agent":
      return [`Subagents: ${item.action}${item.prompt === undefined ? "" : `\n\n${fenced(item.prompt)}`}`];
    case "hook-prompt":
      return item.fragments.map(({ text }) => `A hook said: ${text}`);
    case "approval-review": {
      const said = describeReview(item);
      return said === undefined ? [] : [said];
    }
    case "compaction":
      return ["_Earlier messages were summarized for the model._"];
    case "hook":
    case "reasoning":
      return [];
    default:
      return item satisfies never;
  }
}

function inputText(input: UserInput): string {
  switch (input.type) {
    case "text":
      return input.text;
    case "image":
      return "_An image._";
    case "local-image":
      return `_The image ${inlineCode(input.path)}._`;
    case "skill":
    case "mention":
      return inlineCode(`$${input.name}`);
    default:
      return input satisfies never;
  }
}

function changeBlocks(change: FileChange): string[] {
  switch (change.type) {
    case "add":
      return [`Added ${inlineCode(change.path)}`, fenced(change.content)];
    case "delete":
      return [`Deleted ${inlineCode(change.path)}`];
    case "update": {
      const moved = change.movePath === undefined ? "" : ` to ${inlineCode(change.movePath)}`;
      return [`Changed ${inlineCode(change.path)}${moved}`, fenced(change.diff, "diff")];
    }
    default:
      return change satisfies never;
  }
}

function answerBlock({ result, error }: McpCall): string[] {
  if (error !== undefined) return [`_Failed: ${error}_`];
  return outputBlock(
    (result?.content ?? []).map((block) => (block.type === "text" ? block.text : block.type)).join("\n"),
  );
}

const endOf = (exitCode: number | undefined) =>
  exitCode === undefined || exitCode === 0 ? "" : `, which ended with ${exitCode}`;

const outputBlock = (text: string): string[] => (text.trim() === "" ? [] : [fenced(text)]);

/** A fenced block that no text can close. */
function fenced(text: string, language = "text"): string {
  const fence = "`".repeat(Math.max(3, longestRun(text) + 1));
  return `${fence}${language}\n${text.replace(/\n$/, "")}\n${fence}`;
}

function inlineCode(text: string): string {
  const line = text.replaceAll("\n", " ");
  const ticks = "`".repeat(longestRun(line) + 1);
  return ticks.length === 1 ? `\`${line}\`` : `${ticks} ${line} ${ticks}`;
}

const longestRun = (text: string): number =>
  (text.match(/`+/g) ?? []).reduce((most, { length }) => Math.max(most, length), 0);
