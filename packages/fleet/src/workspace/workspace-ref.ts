import * as z from "zod/mini";

/** References go into message headers, which have room for a few kilobytes. */
const MAX_NAME = 512;
const MAX_PATH = 1024;

const name = () => z.string().check(z.maxLength(MAX_NAME));
const commitId = () => z.string().check(z.refine(isCommitId, "not the id of a commit"));

/** A folder inside the workspace, relative to its root. */
const folder = () => z.string().check(z.maxLength(MAX_PATH), z.refine(isInWorkspace, "it leaves the workspace"));

/** More are not sent. */
export const MAX_BRANCHES = 20;
const BRANCH_NAME = /^refs\/(heads|remotes)\/\w[\w./+@#-]{0,200}$/;

/** The commits of branches, by full ref name. */
const BranchesSchema = z.record(z.string().check(z.regex(BRANCH_NAME)), commitId());

/** A working tree at one moment. */
const SnapshotSchema = z.object({
  type: z.literal("snapshot"),
  /** The checked-out commit; undefined in a repository without commits. */
  head: z.optional(commitId()),
  /** The checked-out branch; undefined if HEAD is detached. */
  branch: z.optional(name()),
  /** Other branches. */
  branches: z.optional(BranchesSchema.check(z.refine((all) => Object.keys(all).length <= MAX_BRANCHES))),
  /** The commit that contains the differences from `head`. */
  checkpoint: commitId(),
  /** The turn's working directory. */
  folder: folder(),
});
export type Snapshot = z.infer<typeof SnapshotSchema>;

const WorkspaceRefSchema = z.discriminatedUnion("type", [
  SnapshotSchema,
  /** A repository that the worker clones. */
  z.object({ type: z.literal("clone"), url: z.string().check(z.maxLength(MAX_PATH)), ref: z.optional(name()) }),
  /** An absolute path to a folder that the workers share. */
  z.object({ type: z.literal("shared"), path: z.string().check(z.maxLength(MAX_PATH)) }),
]);
export type WorkspaceRef = z.infer<typeof WorkspaceRefSchema>;
export { WorkspaceRefSchema };

/** Those that a snapshot can contain; leaves out the others. */
export function parseBranches(all: Readonly<Record<string, string>>): Record<string, string> {
  const fitting = Object.entries(all).filter(([name, commit]) => BRANCH_NAME.test(name) && isCommitId(commit));
  return Object.fromEntries(fitting.slice(0, MAX_BRANCHES));
}

/** Whether the text is a commit's complete id, in either of Git's formats. */
export function isCommitId(text: string): boolean {
  return /^[\da-f]{40}([\da-f]{24})?$/.test(text);
}

/** The repository itself is no place to work: whoever may write there decides what Git runs. */
export function isInWorkspace(folder: string): boolean {
  if (folder.startsWith("/") || folder.includes("\0")) return false;
  return folder.split(/[/\\]/).every((part) => part !== ".." && part.toLowerCase() !== ".git");
}

export function parseWorkspaceRef(value: unknown): WorkspaceRef | undefined {
  return WorkspaceRefSchema.safeParse(value).data;
}
