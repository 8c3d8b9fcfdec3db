import { writeFile } from "node:fs/promises";
import path from "node:path";
import { type CodexErrorCode, type Config, gitRepositoryRoot } from "@codex/core";
import {
  createHumanOutput,
  createJsonOutput,
  createStyle,
  type ExecOutcome,
  type ExecOutputWriter,
  runExec,
} from "@codex/exec";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { createEngine } from "./engine.js";
import { ExitCode } from "./exit-code.js";
import type { FoundSession } from "./find-session.js";
import { prepareOss } from "./prepare-oss.js";
import { readPrompt } from "./read-prompt.js";
import { modelFromRecording } from "./recording.js";
import { configFromInvocation, imagesOf } from "./session-config.js";

/** `codex exec`: one prompt to its end, asking nobody. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  return execPrompt(invocation, io, { prompt: invocation.positionals[0] });
}

export interface ExecTask {
  /** As on the command line. */
  readonly prompt: string | undefined;
  /** Goes on with that session instead of a new one. */
  readonly findSession?: (config: Config) => Promise<FoundSession>;
}

export async function execPrompt(invocation: Invocation, io: Io, task: ExecTask): Promise<number> {
  const prompt = await readPrompt(task.prompt, io);
  if (prompt.type === "missing") {
    io.stderr.write(`error: ${prompt.message}\n`);
    return ExitCode.failed;
  }
  const config = await configFromInvocation(invocation, io, { approvalPolicy: "never" });
  if (!(await mayRunHere(config, invocation))) {
    io.stderr.write(
      `error: ${config.cwd} is not inside a Git repository, so changes could not be undone.\n` +
        "Run 'git init' there, or pass --skip-git-repo-check.\n",
    );
    return ExitCode.failed;
  }
  for (const warning of config.warnings) io.stderr.write(`warning: ${warning}\n`);
  const session = await task.findSession?.(config);
  if (session?.type === "none") {
    io.stderr.write(`error: ${session.message}\n`);
    return ExitCode.failed;
  }
  const model = await modelFromRecording(invocation, io, config.cwd);
  if (invocation.has("oss") && !invocation.has("replay")) await prepareOss(config, io);
  await using engine = await createEngine(config, io, model);
  const outcome = await runExec({
    manager: engine.manager,
    config,
    prompt: prompt.text,
    images: imagesOf(invocation, io),
    output: outputFor(invocation, config, io),
    signal: io.signal,
    ephemeral: invocation.has("ephemeral"),
    resumePath: session?.path,
  });
  await writeLastMessage(invocation, io, outcome);
  return exitCodeOf(outcome);
}

async function mayRunHere(config: Config, invocation: Invocation): Promise<boolean> {
  if (invocation.has("skip-git-repo-check") || config.trustLevel === "trusted") return true;
  if (config.sandboxPolicy.mode === "danger-full-access" && invocation.has("dangerously-bypass-approvals-and-sandbox"))
    return true;
  return (await gitRepositoryRoot(config.cwd)) !== undefined;
}

function outputFor(invocation: Invocation, config: Config, io: Io): ExecOutputWriter {
  if (invocation.has("json")) return createJsonOutput((text) => void io.stdout.write(text));
  return createHumanOutput({
    writeProgress: (text) => void io.stderr.write(text),
    writeResult: (text) => void io.stdout.write(text),
    style: createStyle(isColoured(invocation, io)),
    hideReasoning: config.hideAgentReasoning,
  });
}

export function isColoured(invocation: Invocation, io: Io): boolean {
  const when = invocation.option("color") ?? "auto";
  if (when !== "auto") return when === "always";
  return io.stderr.isTTY === true && !io.env["NO_COLOR"] && io.env["TERM"] !== "dumb";
}

async function writeLastMessage(invocation: Invocation, io: Io, { lastMessage }: ExecOutcome): Promise<void> {
  const file = invocation.option("output-last-message");
  if (file === undefined) return;
  await writeFile(path.resolve(io.cwd, file), lastMessage ?? "");
  if (lastMessage === undefined) io.stderr.write(`warning: there was no final message; ${file} is empty\n`);
}

function exitCodeOf({ status, failure }: ExecOutcome): number {
  if (status === "interrupted") return ExitCode.interrupted;
  if (status === "completed") return ExitCode.done;
  return failure === undefined ? ExitCode.failed : failureCode(failure);
}

function failureCode(failure: CodexErrorCode): number {
  switch (failure) {
    case "auth-required":
    case "environment-variable-missing":
      return ExitCode.auth;
    case "usage-limit-reached":
    case "usage-not-included":
      return ExitCode.rateLimit;
    case "sandbox-unavailable":
      return ExitCode.sandbox;
    default:
      return ExitCode.failed;
  }
}
