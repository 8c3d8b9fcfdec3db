import { type ChildProcess, spawn } from "node:child_process";
import { devNull } from "node:os";
import type { Environment } from "../environment.js";
import { makeRoomForProcess } from "../files/spare-files.js";
import { gitPath } from "./git-path.js";
import { foldersOfWorkTree, isOddRepository } from "./odd-repository.js";

export interface GitCall {
  readonly cwd: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
  /** Default: 5,000. */
  readonly timeoutMs?: number | undefined;
  /** Settings to override, in addition to those that every call overrides: `name=value`, without a `=` in the value. */
  readonly settings?: readonly string[] | undefined;
  /** Git's standard input. Default: nothing. */
  readonly input?: string | Uint8Array | undefined;
  /** Descriptors that Git gets as 3, 4 and so on. */
  readonly files?: readonly number[] | undefined;
  /** An index to use instead of the repository's own. */
  readonly indexFile?: string | undefined;
  /** Where to put new objects instead of the repository's folder; objects in the other folder can be read, too. */
  readonly objectFolder?: { readonly newOnes: string; readonly others: string } | undefined;
  /** Whether the exit status 1 is an answer, as of `git diff --no-index` and `git rev-parse --verify --quiet`. Default: it failed. */
  readonly mayAnswerWith1?: boolean | undefined;
  /** Called with Git's reason if it fails and names one. */
  readonly onFailure?: ((reason: string) => void) | undefined;
}

const DEFAULT_TIMEOUT_MS = 5_000;
const MAX_COMPLAINTS = 64 * 1024;
const FATAL = "fatal: ";
const ERROR = "error: ";
const MAX_OUTPUT_BYTES = 64 * 1024 * 1024;

/**
 * What our commands can run hooks for. Since Git 2.54, hooks can be settings, which `core.hooksPath` does not turn off; earlier versions
 * ignore these.
 */
const HOOK_EVENTS = ["reference-transaction", "post-index-change", "post-checkout", "pre-auto-gc"];

/** Settings that the repository's configuration must not determine: each of these runs programs or changes the output. */
const OVERRULED: readonly string[] = [
  "core.fsmonitor=false",
  `core.hooksPath=${devNull}`,
  ...HOOK_EVENTS.map((event) => `hook.${event}.enabled=false`),
  "core.pager=cat",
  "core.sshCommand=false",
  "core.gitProxy=false",
  // Runs `gpg.program`.
  "log.showSignature=false",
  "diff.noprefix=false",
  "diff.mnemonicPrefix=false",
  "color.ui=false",
];

/** The same as options of Git. */
const SAFE_OPTIONS: readonly string[] = [
  ...["--no-pager", "--no-optional-locks"],
  ...OVERRULED.flatMap((setting) => ["-c", setting]),
];

/**
 * The output of a Git command that changes neither files, nor branches, nor the index. Undefined if Git fails, is missing, takes
 * too long, prints too much, or would block on a pipe. Runs nothing that the repository configures, fetches nothing and prompts for
 * nothing.
 */
export async function runGit(args: readonly string[], call: GitCall): Promise<string | undefined> {
  return (await runGitForBytes(args, call))?.toString("utf8");
}

/** The same for binary output. */
export async function runGitForBytes(args: readonly string[], call: GitCall): Promise<Buffer | undefined> {
  if (isOddRepository(call.cwd) || !(await makeRoomForProcess())) return undefined;
  const { options, env } = gitProcess(call);
  const limit = AbortSignal.any([call.signal, AbortSignal.timeout(call.timeoutMs ?? DEFAULT_TIMEOUT_MS)]);
  const child = spawn("git", [...options, ...args], {
    cwd: call.cwd,
    env,
    stdio: ["pipe", "pipe", call.onFailure === undefined ? "ignore" : "pipe", ...(call.files ?? [])],
    signal: limit,
    killSignal: "SIGKILL",
  });
  const complaints = collectComplaints(child);
  const output = await outputOf(child, call);
  const reason = output === undefined ? reasonIn(complaints()) : undefined;
  if (reason !== undefined) call.onFailure?.(reason);
  call.signal.throwIfAborted();
  return output;
}

/** How a Git command is started so that it runs nothing that the repository configures, but for programs that files go through. */
export function gitProcess(call: Omit<GitCall, "signal">): {
  readonly options: readonly string[];
  readonly env: Readonly<Record<string, string | undefined>>;
} {
  const { options, variables } = overriding(call.settings ?? []);
  return { options: [...SAFE_OPTIONS, ...options], env: { ...gitEnvironment(call), ...placesOf(call), ...variables } };
}

/**
 * How Git is given settings. On its command line everything up to the first `=` is the name; in its environment, which Git before 2.31
 * does not read, a name may contain any. Values contain none.
 */
function overriding(settings: readonly string[]): {
  readonly options: readonly string[];
  readonly variables: Readonly<Record<string, string>>;
} {
  const odd = settings.filter(isOddlyNamed);
  const plain = settings.filter((setting) => !isOddlyNamed(setting));
  const pairs = odd.flatMap((setting, index) => {
    const end = setting.lastIndexOf("=");
    return [
      [`GIT_CONFIG_KEY_${index}`, setting.slice(0, end)],
      [`GIT_CONFIG_VALUE_${index}`, setting.slice(end + 1)],
    ];
  });
  return {
    options: plain.flatMap((setting) => ["-c", setting]),
    variables: odd.length === 0 ? {} : { GIT_CONFIG_COUNT: `${odd.length}`, ...Object.fromEntries(pairs) },
  };
}

/** Whether the name contains a `=`. */
export function isOddlyNamed(setting: string): boolean {
  return setting.indexOf("=") !== setting.lastIndexOf("=");
}

function outputOf(child: ChildProcess, { input = "", mayAnswerWith1 = false }: GitCall): Promise<Buffer | undefined> {
  const { stdin, stdout } = child;
  const chunks: Buffer[] = [];
  let bytes = 0;
  return new Promise((resolve) => {
    child.on("error", () => resolve(undefined));
    // A process that failed to start for lack of descriptors has no streams.
    if (child.pid === undefined || stdin === null || stdout === null) return;
    child.on("close", (code) => {
      const isAnswer = code === 0 || (code === 1 && mayAnswerWith1);
      resolve(isAnswer ? Buffer.concat(chunks) : undefined);
    });
    stdout.on("data", (chunk: Buffer) => {
      bytes += chunk.length;
      if (bytes > MAX_OUTPUT_BYTES) child.kill("SIGKILL");
      else chunks.push(chunk);
    });
    // Git need not read all of it.
    stdin.on("error", () => {});
    stdin.end(input);
  });
}

/** The beginning of what Git says on standard error. */
function collectComplaints({ stderr }: ChildProcess): () => string {
  let text = "";
  stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    if (text.length < MAX_COMPLAINTS) text += chunk;
  });
  return () => text;
}

/** What Git says when it gives up, and the error before that, such as a full disk; otherwise the first thing it says. */
export function reasonIn(complaints: string): string | undefined {
  const lines = complaints.split("\n");
  const found = [FATAL, ERROR].flatMap(
    (start) => lines.find((line) => line.startsWith(start))?.slice(start.length) ?? [],
  );
  return found.length > 0 ? found.join(": ") : lines[0] || undefined;
}

function placesOf({ indexFile, objectFolder }: Omit<GitCall, "signal">): Record<string, string> {
  return {
    ...(indexFile !== undefined && { GIT_INDEX_FILE: indexFile }),
    ...(objectFolder !== undefined && {
      GIT_OBJECT_DIRECTORY: objectFolder.newOnes,
      // Quoted, because it is a list.
      GIT_ALTERNATE_OBJECT_DIRECTORIES: JSON.stringify(objectFolder.others),
    }),
  };
}

/**
 * The user's environment without variables that could name programs of the project or other repositories: `GIT_*`, and folders in
 * `PATH`.
 */
function gitEnvironment({ env, cwd }: Pick<GitCall, "env" | "cwd">): Record<string, string | undefined> {
  const kept = Object.entries(env).filter(([name]) => !name.toUpperCase().startsWith("GIT_"));
  return {
    ...Object.fromEntries(kept),
    PATH: gitPath(env, [cwd, ...foldersOfWorkTree(cwd).slice(0, 1)]),
    GIT_ALLOW_PROTOCOL: "none",
    GIT_NO_LAZY_FETCH: "1",
    GIT_TERMINAL_PROMPT: "0",
    LC_ALL: "C",
  };
}
