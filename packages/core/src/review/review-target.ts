import { CodexError } from "../error.js";

/** The changes to review. */
export type ReviewTarget =
  /** Staged, unstaged and untracked files. */
  | { readonly type: "uncommitted" }
  /** The changes of `HEAD` and the working tree relative to a branch. */
  | { readonly type: "base"; readonly branch: string }
  | { readonly type: "commit"; readonly sha: string; readonly title?: string | undefined }
  /** Described by the user. */
  | { readonly type: "custom"; readonly instructions: string };

/** A short description of the target, worded for the user. */
export function describeTarget(target: ReviewTarget): string {
  switch (target.type) {
    case "uncommitted":
      return "current changes";
    case "base":
      return `the changes against ${target.branch}`;
    case "commit":
      return `commit ${target.sha.slice(0, 7)}${target.title === undefined ? "" : `: ${target.title}`}`;
    case "custom":
      return target.instructions.trim();
    default:
      return target satisfies never;
  }
}

/** What the user said, for the thread's transcript and for lists: a description in the user's own words stays as it is. */
export const reviewMessage = (target: ReviewTarget): string =>
  target.type === "custom" ? describeTarget(target) : `Review ${describeTarget(target)}.`;

/** Throws `request-invalid` when the target's name is empty. */
export function checkTarget(target: ReviewTarget): void {
  const [what, name] = nameIn(target);
  if (name.trim() === "") throw new CodexError("request-invalid", `${what} must not be empty`);
}

function nameIn(target: ReviewTarget): readonly [what: string, name: string] {
  switch (target.type) {
    case "uncommitted":
      return ["target", target.type];
    case "base":
      return ["branch", target.branch];
    case "commit":
      return ["sha", target.sha];
    case "custom":
      return ["instructions", target.instructions];
    default:
      return target satisfies never;
  }
}

/** The reviewer's task. Names of branches and commits are quoted, because they are used in commands. */
export function reviewRequest(target: ReviewTarget): string {
  switch (target.type) {
    case "uncommitted":
      return "Review all uncommitted changes in this working tree: staged, unstaged and untracked files. Start with `git status --porcelain` and `git diff HEAD`, and read untracked files completely.";
    case "base":
      return `Review the changes of this branch relative to the branch ${JSON.stringify(target.branch)}. Find their common ancestor with \`git merge-base HEAD BRANCH\`, using the branch's upstream if that is further ahead, and look at the diff from there to the working tree.`;
    case "commit":
      return `Review the changes of the commit ${JSON.stringify(target.sha)}${target.title === undefined ? "" : `, titled ${JSON.stringify(target.title)}`}. Use \`git show\`; later commits are not part of the task.`;
    case "custom":
      return target.instructions.trim();
    default:
      return target satisfies never;
  }
}
