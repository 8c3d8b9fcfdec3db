import path from "node:path";
import { gitRepositoryRoot, type ReviewTarget, runGit } from "@codex/core";
import { terminalText } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { execPrompt } from "../exec/exec-prompt.js";
import { ExitCode } from "../exec/exit-code.js";
import { readPrompt } from "../exec/read-prompt.js";
import type { Io } from "../io.js";
import { inWorkTree } from "./in-work-tree.js";

type Found = { readonly review: ReviewTarget } | { readonly message: string; readonly code: number };

/** `codex review` and `codex exec review`: runs a review of changes. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const found = await findTarget(invocation, io);
  if ("review" in found) {
    const remote = invocation.has("remote") ? ({ type: "new" } as const) : undefined;
    // A server looks into its own folder.
    if (remote === undefined) await warnOfUnknown(found.review, invocation, io);
    const placed = await inWorkTree(invocation, io);
    return execPrompt(placed, io, { prompt: undefined, review: found.review, remote });
  }
  io.stderr.write(`error: ${terminalText(found.message)}\n`);
  return found.code;
}

async function findTarget(invocation: Invocation, io: Io): Promise<Found> {
  const [description] = invocation.positionals;
  const named = namedTarget(invocation);
  if (invocation.option("title") !== undefined && named === undefined) {
    return { message: "--title requires --commit", code: ExitCode.usage };
  }
  if (named !== undefined && description !== undefined) {
    return { message: "what to review is given twice: by an option and in words", code: ExitCode.usage };
  }
  if (named !== undefined) return { review: named };
  if (description === undefined) {
    const message = "nothing to review: pass --uncommitted, --base BRANCH, --commit SHA, or describe it in words";
    return { message, code: ExitCode.failed };
  }
  const prompt = await readPrompt({ argument: description, withStdin: invocation.has("stdin") }, io);
  if (prompt.type === "missing") return { message: prompt.message, code: ExitCode.failed };
  return { review: { type: "custom", instructions: prompt.text } };
}

/**
 * A review of something that does not exist would find no problems. Branches that only exist on the clone's remote are resolved by the
 * reviewer.
 */
async function warnOfUnknown(target: ReviewTarget, invocation: Invocation, io: Io): Promise<void> {
  if (target.type !== "base" && target.type !== "commit") return;
  const call = {
    cwd: path.resolve(io.cwd, invocation.option("cd") ?? ""),
    env: io.env,
    signal: io.signal,
    mayAnswerWith1: true,
  };
  if ((await gitRepositoryRoot(call.cwd)) === undefined) return;
  const names = target.type === "base" ? [target.branch, `origin/${target.branch}`] : [target.sha];
  for (const name of names) {
    const args = ["rev-parse", "--verify", "--quiet", "--end-of-options", `${name}^{commit}`];
    // Git prints nothing for unknown revisions; if it fails, there is no warning.
    if ((await runGit(args, call)) !== "") return;
  }
  const what = target.type === "base" ? "branch" : "commit";
  io.stderr.write(
    `warning: there is no ${what} ${terminalText(names[0] ?? "")} here, so the review may be of nothing\n`,
  );
}

function namedTarget(invocation: Invocation): Exclude<ReviewTarget, { type: "custom" }> | undefined {
  const [branch, sha] = [invocation.option("base"), invocation.option("commit")];
  if (invocation.has("uncommitted")) return { type: "uncommitted" };
  if (branch !== undefined) return { type: "base", branch };
  if (sha !== undefined) return { type: "commit", sha, title: invocation.option("title") };
  return undefined;
}
