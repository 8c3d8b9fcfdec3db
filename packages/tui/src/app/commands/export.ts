import { writeFile } from "node:fs/promises";
import path from "node:path";
import type { Item } from "@codex/core";
import { codeBlocks } from "../../markdown/code-blocks.js";
import type { App } from "../app.js";

export async function copy(app: App, argument: string): Promise<void> {
  const text = app.printer.ended.findLast((item) => item.kind === "agent-message")?.text;
  if (text === undefined) return app.showMessage(["there is no answer yet"]);
  const blocks = codeBlocks(text);
  if (argument !== "" && !/^\d+$/.test(argument))
    return app.showMessage(["/copy, or /copy NUMBER for a code block of it"]);
  const block = argument === "" ? undefined : blocks[Number(argument) - 1];
  if (argument !== "" && block === undefined)
    return app.showMessage([`the last answer has ${blocks.length} code blocks`]);
  app.showMessage([await app.host.copy(block ?? text)]);
}

export async function exportConversation(app: App, argument: string): Promise<void> {
  const name = argument === "" ? `codex-${app.thread.id.slice(0, 13)}.md` : argument;
  const file = path.resolve(app.loaded.config.cwd, name);
  const parts = app.printer.ended.map(asMarkdown).filter((part) => part !== "");
  if (parts.length === 0) return app.showMessage(["there is nothing to write yet"]);
  try {
    // Never overwrites an existing file.
    await writeFile(file, `${parts.join("\n\n")}\n`, { flag: "wx", mode: 0o600 });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
    return app.showMessage([`${file} already exists; /export NAME writes another one`]);
  }
  app.showMessage([`written to ${file}`]);
}

function asMarkdown(item: Item): string {
  switch (item.kind) {
    case "user-message":
      return `## You\n\n${item.content.flatMap((part) => (part.type === "text" ? [part.text] : ["(image)"])).join("\n")}`;
    case "agent-message":
      return `## Codex\n\n${item.text}`;
    case "proposed-plan":
      return `## Plan\n\n${item.text}`;
    case "command": {
      const fence = "````";
      return `${fence}console\n$ ${item.command.at(-1) ?? ""}\n${item.output.aggregated.trimEnd()}\n${fence}`;
    }
    case "patch":
      return item.changes.map(({ path: file, type }) => `- ${type} \`${file}\``).join("\n");
    default:
      return "";
  }
}
