import { spawn } from "node:child_process";
import { text } from "node:stream/consumers";
import { type Environment, gitPath } from "@codex/core";
import { unusable } from "./unusable.js";

const CLONE_LIMIT_MS = 15 * 60 * 1000;
const PROTOCOLS = "https:http:ssh:git:file";

export interface CloneOptions {
  readonly url: string;
  /** A branch, a tag or anything else that names a commit. Default: the default branch. */
  readonly ref: string | undefined;
  /** An empty folder. */
  readonly root: string;
  readonly env: Environment;
  readonly signal: AbortSignal;
}

/** Clones a repository with the credentials of this machine's Git, without prompting. */
export async function cloneRepository({ url, ref, root, env, signal }: CloneOptions): Promise<void> {
  const git = (args: readonly string[]) => runClone(args, { cwd: root, env, signal });
  await git(["clone", "--quiet", "--no-checkout", "--no-hardlinks", "--", url, "."]);
  if (ref === undefined) await git(["checkout", "--quiet", "--force"]);
  else {
    checkRef(ref);
    const branches = await git(["branch", "--remotes", "--list", `origin/${ref}`]);
    if (branches.trim() !== "") await git(["checkout", "--quiet", "--force", "-B", ref, `origin/${ref}`, "--"]);
    else {
      await git(["fetch", "--quiet", "origin", ref]);
      await git(["checkout", "--quiet", "--force", "--detach", "FETCH_HEAD", "--"]);
    }
  }
}

function checkRef(ref: string): void {
  if (!/^[\w][\w./-]{0,250}$/.test(ref))
    throw unusable(`${JSON.stringify(ref)} is not the name of a branch, a tag or a commit`);
}

async function runClone(
  args: readonly string[],
  { cwd, env, signal }: { readonly cwd: string; readonly env: Environment; readonly signal: AbortSignal },
): Promise<string> {
  const settings = ["-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", "-c", "protocol.ext.allow=never"];
  const child = spawn("git", [...settings, ...args], {
    cwd,
    env: {
      ...env,
      PATH: gitPath(env, [cwd]),
      GIT_ALLOW_PROTOCOL: PROTOCOLS,
      GIT_TERMINAL_PROMPT: "0",
      GIT_SSH_COMMAND: "ssh -oBatchMode=yes",
      LC_ALL: "C",
    },
    stdio: ["ignore", "pipe", "pipe"],
    signal: AbortSignal.any([signal, AbortSignal.timeout(CLONE_LIMIT_MS)]),
    killSignal: "SIGKILL",
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  const [out, errors, code] = await Promise.all([text(child.stdout), text(child.stderr), ended]);
  if (code !== 0) throw unusable(`the repository cannot be cloned: ${lastLine(errors)}`);
  return out;
}

const MAX_LINE = 500;

/** The last line of the output, which contains what the other server says. */
function lastLine(output: string): string {
  return (output.trim().split("\n").at(-1) ?? "").slice(0, MAX_LINE);
}
