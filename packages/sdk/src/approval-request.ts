import path from "node:path";
import {
  type CommandQuestion,
  commandsWithin,
  type FileChange,
  type PatchQuestion,
  type PermissionsQuestion,
} from "@codex/core";

/** Asks whether a command may run. */
export interface CommandApprovalRequest extends CommandQuestion {
  /**
   * Every simple command that it could run, as words, including those in scripts, in substitutions and behind `sudo`. Undefined if it
   * cannot be parsed, and for an MCP tool (`mcpCall`), which may do anything.
   */
  readonly commands: readonly (readonly string[])[] | undefined;
  /** Absolute paths that it seems to read or list, judging by its words. */
  readonly paths: readonly string[];
}

/** Asks whether a patch may be applied. */
export interface PatchApprovalRequest extends PatchQuestion {
  /** The absolute paths of the files that it changes, including new names. */
  readonly paths: readonly string[];
  /** All changes as a unified diff. */
  readonly diff: string;
}

/** Asks whether later commands may go beyond the sandbox: read or write these folders, or use the network. */
export type PermissionsApprovalRequest = PermissionsQuestion;

export type ApprovalRequest = CommandApprovalRequest | PatchApprovalRequest | PermissionsApprovalRequest;

/** Adds to a question what a program needs to decide it. */
export async function approvalRequest(
  question: CommandQuestion | PatchQuestion | PermissionsQuestion,
): Promise<ApprovalRequest> {
  if (question.kind === "permissions") return question;
  if (question.kind === "patch") {
    const { changes } = question;
    return { ...question, paths: [...new Set(changes.flatMap(pathsOf))], diff: changes.map(diffOf).join("") };
  }
  const { command, cwd, actions, mcpCall } = question;
  const paths = actions.flatMap((action) => ("path" in action && action.path !== undefined ? [action.path] : []));
  return {
    ...question,
    // An empty list must not be mistaken for a list of harmless commands.
    commands: mcpCall === undefined ? await commandsWithin(command) : undefined,
    paths: [...new Set(paths.map((name) => path.resolve(cwd, name)))],
  };
}

function pathsOf(change: FileChange): string[] {
  const moved = change.type === "update" ? change.movePath : undefined;
  return moved === undefined ? [change.path] : [change.path, moved];
}

function diffOf(change: FileChange): string {
  const header = (from: string, to: string) => `--- ${from}\n+++ ${to}\n`;
  switch (change.type) {
    case "add":
      return header("/dev/null", change.path) + wholeFile(change.content, "+");
    case "delete":
      return header(change.path, "/dev/null") + wholeFile(change.content ?? "", "-");
    case "update":
      return header(change.path, change.movePath ?? change.path) + withLineEnd(change.diff);
    default:
      return change satisfies never;
  }
}

function wholeFile(content: string, sign: "+" | "-"): string {
  if (content === "") return "";
  const lines = content.replace(/\n$/, "").split("\n");
  const range = sign === "+" ? `-0,0 +1,${lines.length}` : `-1,${lines.length} +0,0`;
  return `@@ ${range} @@\n${lines.map((line) => `${sign}${line}\n`).join("")}`;
}

const withLineEnd = (text: string): string => (text === "" || text.endsWith("\n") ? text : `${text}\n`);
