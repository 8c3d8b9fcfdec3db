import { resolve } from "node:path";
import { type BashNode, loadBashParser, MAX_SCRIPT_LENGTH } from "../../shell/bash-grammar.js";

export type DetectedPatch =
  /** Apply `patch`, with its paths relative to `cwd`. */
  | { readonly type: "patch"; readonly patch: string; readonly cwd: string }
  /** The command calls `apply_patch` incorrectly; `message` is for the model. */
  | { readonly type: "correctness-error"; readonly message: string }
  | { readonly type: "not-a-patch" };

const programs = new Set(["apply_patch", "applypatch"]);

/** Quick check whether a command may be a patch and is worth parsing. */
export function mayHoldPatch(text: string): boolean {
  return [...programs].some((name) => text.includes(name));
}

/**
 * Finds the patch in a command: `apply_patch PATCH`, or `bash -lc` with a script that consists of `apply_patch` and a heredoc, optionally
 * after `cd DIR &&`. A script that does anything else is not a patch, so that all of it passes the checks for commands.
 */
// Differs from codex-rs: there `cd DIR && apply_patch` is an ordinary command, and fails because no such program exists.
export async function detectApplyPatch(command: readonly string[], cwd: string): Promise<DetectedPatch> {
  const [program = "", flag, script] = command;
  if (programs.has(program)) return detectDirectCall(command, cwd);
  if (program !== "bash" || flag !== "-lc" || command.length !== 3) return { type: "not-a-patch" };
  if (script === undefined || !mayHoldPatch(script)) return { type: "not-a-patch" };
  const parser = await loadBashParser();
  const { frame, body } = script.length > MAX_SCRIPT_LENGTH ? withoutHeredoc(script) : { frame: script };
  using tree = parser.parse(frame);
  const call = findHeredocCall(tree.root);
  if (call === undefined) return { type: "not-a-patch" };
  return { type: "patch", patch: body ?? call.body, cwd: resolve(cwd, call.directory ?? "") };
}

function detectDirectCall([, patch, ...rest]: readonly string[], cwd: string): DetectedPatch {
  if (patch === undefined || rest.length > 0) return { type: "not-a-patch" };
  return { type: "patch", patch, cwd };
}

/**
 * Takes the body of a long heredoc out of its script, so that it need not be parsed. The rest is a script of the same form, so the parser
 * still decides whether that was a heredoc.
 */
function withoutHeredoc(script: string): { frame: string; body?: string } {
  const headEnd = script.indexOf("\n", script.search(/\S/));
  const head = script.slice(0, headEnd);
  const [, , word = ""] = /<<\s?(['"]?)(\w+)\1$/.exec(head) ?? [];
  const end = script.indexOf(`\n${word}\n`, headEnd);
  const bodyEnd = end >= 0 ? end : script.endsWith(`\n${word}`) ? script.length - word.length - 1 : -1;
  if (word === "" || bodyEnd <= headEnd) return { frame: script };
  const body = withoutFinalNewlines(script.slice(headEnd + 1, bodyEnd));
  return { frame: `${head}\nx${script.slice(bodyEnd)}`, body };
}

interface HeredocCall {
  readonly body: string;
  /** The directory that the script changes to first. */
  readonly directory: string | undefined;
}

function findHeredocCall(root: BashNode): HeredocCall | undefined {
  const [statement, ...others] = root.namedChildren;
  if (root.hasError || others.length > 0 || statement?.type !== "redirected_statement") return undefined;
  const [inner, redirect, ...more] = statement.namedChildren;
  if (inner === undefined || redirect?.type !== "heredoc_redirect" || more.length > 0) return undefined;
  const body = heredocBody(redirect);
  if (body === undefined) return undefined;
  if (isPatchCommand(inner)) return { body, directory: undefined };
  const directory = directoryBeforePatch(inner);
  return directory === undefined ? undefined : { body, directory };
}

/** The text of a heredoc whose only consumer is the command: a pipe or another redirect would appear among the children. */
function heredocBody(redirect: BashNode): string | undefined {
  const parts = redirect.namedChildren.map((child) => child.type);
  if (parts.join(" ") !== "heredoc_start heredoc_body heredoc_end") return undefined;
  const body = redirect.namedChildren[1]?.text;
  return body === undefined ? undefined : withoutFinalNewlines(body);
}

function withoutFinalNewlines(text: string): string {
  let end = text.length;
  while (text.charAt(end - 1) === "\n") end--;
  return text.slice(0, end);
}

function isPatchCommand(node: BashNode): boolean {
  return node.type === "command" && node.childCount === 1 && programs.has(node.text);
}

/** The DIR of `cd DIR && apply_patch`. */
function directoryBeforePatch(node: BashNode): string | undefined {
  const [change, operator, patch, ...more] = node.children;
  if (node.type !== "list" || operator?.type !== "&&" || more.length > 0) return undefined;
  if (patch === undefined || !isPatchCommand(patch) || change?.type !== "command") return undefined;
  const [name, directory, ...rest] = change.children;
  if (name?.text !== "cd" || directory === undefined || rest.length > 0) return undefined;
  return literalText(directory);
}

/** The text of a word that contains no shell expansion. */
function literalText(node: BashNode): string | undefined {
  if (node.type === "word")
    return /^[\w./@:+,=-]+$/.test(node.text) && !node.text.startsWith("-") ? node.text : undefined;
  if (node.type === "raw_string") return node.text.slice(1, -1);
  const isPlainString = node.type === "string" && node.namedChildren.every((child) => child.type === "string_content");
  return isPlainString && !/[\\$`]/.test(node.text) ? node.text.slice(1, -1) : undefined;
}
