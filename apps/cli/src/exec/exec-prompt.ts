import path from "node:path";
import {
  CodexError,
  type Config,
  describeTarget,
  folderToTrust,
  gitRepositoryRoot,
  imageProblem,
  isPlainSandbox,
  type ReviewTarget,
  setProjectTrust,
} from "@codex/core";
import { type ExecOutcome, type ExecThreads, type OutputSchema, type RunExecOptions, runExec } from "@codex/exec";
import { terminalText } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { createEngine } from "../commands/engine.js";
import type { FoundSession } from "../commands/find-session.js";
import { prepareOss } from "../commands/prepare-oss.js";
import { modelFromRecording } from "../commands/recording.js";
import { configFromInvocation, imagesOf, localProviderOf } from "../commands/session-config.js";
import type { Io } from "../io.js";
import { execOutput } from "./exec-output.js";
import { ExitCode, exitCodeOf, failureCode } from "./exit-code.js";
import { type OutputPlace, outputFileProblem, outputPlace, writeOutputFile } from "./output-file.js";
import { readOutputSchema } from "./read-output-schema.js";
import { type PromptSource, readPrompt } from "./read-prompt.js";

/** There is no such session, and a new one will do. `message` is for people. */
export interface FreshSession {
  readonly type: "fresh";
  readonly message: string;
}

/** A worker of a fleet runs the prompt. */
export interface FleetTask {
  /** Continues this thread of the fleet. */
  readonly threadId?: string | undefined;
  /** Whether people answer its questions; otherwise all are denied. */
  readonly isAnswered: boolean;
}

export interface FleetRun extends FleetTask {
  readonly config: Config;
}

/** An app-server runs the prompt: in a new thread, in one that it has, or in a copy of one. `thread` is an id or a name. */
export type RemoteTask =
  | { readonly type: "new" }
  | { readonly type: "resume"; readonly thread: string }
  | { readonly type: "fork"; readonly thread: string };

export interface ExecTask {
  /** As on the command line. */
  readonly prompt: string | undefined;
  /** Runs a review instead of a prompt. */
  readonly review?: ReviewTarget;
  readonly fleet?: FleetTask | undefined;
  readonly remote?: RemoteTask | undefined;
  /** Continues that session instead of starting a new one. */
  readonly findSession?: (config: Config) => Promise<FoundSession | FreshSession>;
}

/** Runs a prompt until it is done and shows it; returns the exit status. */
export async function execPrompt(invocation: Invocation, io: Io, task: ExecTask): Promise<number> {
  try {
    return await execute(invocation, io, task);
  } catch (error) {
    if (!(error instanceof CodexError)) throw error;
    return fail(io, error.message, failureCode(error.code));
  }
}

async function execute(invocation: Invocation, io: Io, task: ExecTask): Promise<number> {
  const schema = await readOutputSchema(invocation, io);
  if (schema.type === "unusable") return fail(io, schema.message, ExitCode.failed);
  if (invocation.has("trust")) await trustFolder(invocation, io);
  // Waits for piped input while reading the configuration.
  const [prompt, config] = await Promise.all([
    promptOf(task, invocation, io),
    configFromInvocation(invocation, io, {
      nobodyAnswers: task.fleet?.isAnswered !== true,
      originator: originatorOf(invocation),
      // The folder on the command line is on the server's machine.
      ...(task.remote !== undefined && { cwd: io.cwd }),
    }),
  ]);
  if (prompt.type === "missing") return fail(io, prompt.message, ExitCode.failed);
  // A fleet does not change this folder, and a server decides about its own.
  if (task.fleet === undefined && task.remote === undefined && !(await mayRunHere(config, invocation)))
    return fail(io, outsideGit(config.cwd), ExitCode.failed);
  const problem = await filesProblem(invocation, io);
  if (problem !== undefined) return fail(io, problem, ExitCode.failed);
  const output = await lastMessagePlace(invocation, io);
  const session = await task.findSession?.(config);
  if (session?.type === "none") return fail(io, session.message, ExitCode.failed);
  if (session?.type === "fresh") io.stderr.write(`note: ${terminalText(session.message)}\n`);
  warn(invocation, config, io);
  const outcome = await runPrompt(invocation, io, {
    config,
    prompt: prompt.text,
    review: task.review,
    resumePath: session?.type === "found" ? session.path : undefined,
    isFork: session?.type === "found" && session.isFork === true,
    outputSchema: schema.outputSchema,
    fleet: task.fleet,
    remote: task.remote,
  });
  if (output === undefined && isSilent(outcome)) io.stderr.write("warning: there was no final message\n");
  return (await writeLastMessage(output, io, outcome)) ? exitCodeOf(outcome) : exitCodeOf(outcome) || ExitCode.failed;
}

/** `--trust`. @throws CodexError `config-invalid` for a folder that the user has marked as untrusted, which only config.toml can change. */
async function trustFolder(invocation: Invocation, io: Io): Promise<void> {
  const { codexHome, cwd, trustLevel } = await configFromInvocation(invocation, io);
  if (trustLevel === "untrusted") {
    const where = "config.toml says that it is untrusted; change its trust_level there";
    throw new CodexError("config-invalid", `--trust: ${cwd} stays as it is, since ${where}`);
  }
  if (trustLevel !== "trusted") await setProjectTrust(codexHome, await folderToTrust(cwd), "trusted");
}

/** Why files named on the command line are unusable; checked before a model is asked and paid for. */
async function filesProblem(invocation: Invocation, io: Io): Promise<string | undefined> {
  const images = await imageProblem(imagesOf(invocation, io));
  if (images !== undefined) return `--image: ${images}`;
  const output = lastMessageFile(invocation, io);
  const problem = output && (await outputFileProblem(output));
  return problem && `--output-last-message: ${problem}`;
}

async function promptOf({ prompt, review }: ExecTask, invocation: Invocation, io: Io): Promise<PromptSource> {
  if (review !== undefined) return { type: "prompt", text: `Review ${describeTarget(review)}` };
  return readPrompt({ argument: prompt, withStdin: invocation.has("stdin") }, io);
}

/** Readers of codex 0.171.0's events get its originator; all others that of August 2025. */
function originatorOf(invocation: Invocation): string | undefined {
  return invocation.has("json") ? "codex_exec" : undefined;
}

interface PromptRun {
  readonly config: Config;
  readonly prompt: string;
  readonly review: ReviewTarget | undefined;
  readonly resumePath: string | undefined;
  readonly isFork: boolean;
  readonly outputSchema: OutputSchema | undefined;
  readonly fleet: FleetTask | undefined;
  readonly remote: RemoteTask | undefined;
}

async function runPrompt(invocation: Invocation, io: Io, run: PromptRun): Promise<ExecOutcome> {
  if (run.fleet !== undefined) return runOnFleet(invocation, io, run, run.fleet);
  if (run.remote !== undefined) return runOnServer(invocation, io, run, run.remote);
  const model = await modelFromRecording(invocation, io, run.config.cwd);
  if (localProviderOf(invocation) !== undefined && !invocation.has("replay")) await prepareOss(run.config, io);
  await using engine = await createEngine(run.config, io, { ...model, apiKey: io.env["CODEX_API_KEY"] });
  // Without await, the engine would be disposed of during the run.
  return await runExec(execOptions(invocation, io, run, engine.manager));
}

async function runOnFleet(invocation: Invocation, io: Io, run: PromptRun, task: FleetTask): Promise<ExecOutcome> {
  if (!isPlainSandbox(run.config))
    throw new CodexError("config-invalid", "a fleet's workers do not hold what the permission profile says of files");
  const { openFleetThreads } = await import("../fleet/fleet-threads.js");
  await using threads = await openFleetThreads(invocation, io, { config: run.config, ...task });
  const outcome = await runExec(execOptions(invocation, io, run, threads));
  if (outcome.status === "completed") await threads.finish();
  return outcome;
}

async function runOnServer(invocation: Invocation, io: Io, run: PromptRun, task: RemoteTask): Promise<ExecOutcome> {
  const { openRemoteThread } = await import("../remote/open-remote-thread.js");
  await using opened = await openRemoteThread(invocation, io, { config: run.config, task });
  return await runExec(execOptions(invocation, io, { ...run, config: opened.config }, opened));
}

function execOptions(invocation: Invocation, io: Io, run: PromptRun, manager: ExecThreads): RunExecOptions {
  return {
    ...run,
    manager,
    images: imagesOf(invocation, io),
    output: execOutput(invocation, run.config, io),
    signal: io.signal,
    ephemeral: invocation.has("ephemeral"),
    plansOnly: invocation.has("plan"),
    failOnToolError: invocation.has("fail-on-tool-error"),
    threadSource: invocation.option("thread-source"),
  };
}

async function mayRunHere(config: Config, invocation: Invocation): Promise<boolean> {
  if (invocation.has("skip-git-repo-check") || config.trustLevel === "trusted") return true;
  if (invocation.has("dangerously-bypass-approvals-and-sandbox")) return true;
  return (await gitRepositoryRoot(config.cwd)) !== undefined;
}

function outsideGit(cwd: string): string {
  return (
    `${cwd} is not inside a Git repository, so changes could not be undone.\n` +
    "Run 'git init' there, or pass --skip-git-repo-check."
  );
}

function warn(invocation: Invocation, config: Config, io: Io): void {
  for (const warning of config.warnings) io.stderr.write(`warning: ${terminalText(warning)}\n`);
  const program = invocation.option("cyber-access-program");
  if (program !== undefined && program !== "standard") {
    io.stderr.write(`warning: the access program ${program} is not requested: the server's defaults apply\n`);
  }
  const policy = invocation.option("ask-for-approval");
  if (policy !== undefined && policy !== config.approvalPolicy && !invocation.has("fleet")) {
    io.stderr.write(`warning: 'codex exec' asks nobody, so --ask-for-approval ${policy} has no effect\n`);
  }
}

/** Without a word about it, an empty answer looks like an answer that was lost. */
const isSilent = ({ status, lastMessage = "" }: ExecOutcome): boolean =>
  status === "completed" && lastMessage.trim() === "";

/** Returns false if it could not be written. */
async function writeLastMessage(
  output: OutputPlace | undefined,
  io: Io,
  { lastMessage }: ExecOutcome,
): Promise<boolean> {
  if (output === undefined) return true;
  const problem = await writeOutputFile(output, lastMessage ?? "", io.signal);
  if (problem !== undefined) io.stderr.write(`error: --output-last-message: ${terminalText(problem)}\n`);
  else if (lastMessage === undefined) io.stderr.write(`warning: there was no final message; ${output.file} is empty\n`);
  return problem === undefined;
}

async function lastMessagePlace(invocation: Invocation, io: Io): Promise<OutputPlace | undefined> {
  const file = lastMessageFile(invocation, io);
  return file === undefined ? undefined : outputPlace(file);
}

function lastMessageFile(invocation: Invocation, io: Io): string | undefined {
  const file = invocation.option("output-last-message");
  return file && path.resolve(io.cwd, file);
}

function fail(io: Io, message: string, code: number): number {
  io.stderr.write(`error: ${terminalText(message)}\n`);
  return code;
}
