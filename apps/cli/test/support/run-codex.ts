import { type ChildProcessWithoutNullStreams, spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { type JsonLinesProgram, type ProgramResult, runProgram, startJsonLinesProgram } from "@codex/test-support";
import { builtCodex } from "./built-codex.js";
import type { Workspace } from "./workspace.js";

export type CodexResult = ProgramResult;

export interface RunOptions {
  /** Written to standard input, which is then closed. Default: standard input is empty. */
  readonly input?: string | Uint8Array;
  readonly env?: Readonly<Record<string, string>>;
}

/** Runs `codex` until it exits. */
export async function runCodex(
  workspace: Workspace,
  args: readonly string[],
  { input = "", env }: RunOptions = {},
): Promise<CodexResult> {
  const command = [process.execPath, await builtCodex(), ...args];
  return runProgram(command, { cwd: workspace.cwd, env: { ...workspace.env, ...env }, input });
}

/** Starts `codex proto` or `codex mcp`: JSON lines in both directions. */
export async function startCodexLines(workspace: Workspace, args: readonly string[]): Promise<JsonLinesProgram> {
  return startJsonLinesProgram([process.execPath, await builtCodex(), ...args], workspace);
}

/** Starts `codex` with pipes that stay open. */
export async function startCodex(
  workspace: Workspace,
  args: readonly string[],
  env: Readonly<Record<string, string>> = {},
): Promise<ChildProcessWithoutNullStreams> {
  const program = await builtCodex();
  return spawn(process.execPath, [program, ...args], { cwd: workspace.cwd, env: { ...workspace.env, ...env } });
}

export async function resultOf(child: ChildProcessWithoutNullStreams): Promise<CodexResult> {
  const ended = new Promise<number | undefined>((resolve) => child.once("close", (code) => resolve(code ?? undefined)));
  const [stdout, stderr, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  return { code, stdout, stderr };
}
