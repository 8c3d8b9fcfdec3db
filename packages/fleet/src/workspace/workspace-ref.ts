import * as z from "zod/mini";

const sha = z.string().check(z.regex(/^[\da-f]{40}([\da-f]{24})?$/));

/** A folder in a workspace, relative to its root; never above it. */
const folder = z.string().check(z.refine(isWithinRoot, "it leaves the workspace"));

/** A working tree as it was at a moment. */
const SnapshotSchema = z.object({
  type: z.literal("snapshot"),
  /** The commit that is checked out; undefined in a repository without commits. */
  head: z.optional(sha),
  /** The branch that is checked out; undefined for a commit alone. */
  branch: z.optional(z.string()),
  /** The commit that holds what is different from `head`. */
  checkpoint: sha,
  /** Where the turn works. */
  folder,
});
export type Snapshot = z.infer<typeof SnapshotSchema>;

const WorkspaceRefSchema = z.discriminatedUnion("type", [
  SnapshotSchema,
  /** A repository that the worker clones. */
  z.object({ type: z.literal("clone"), url: z.string(), ref: z.optional(z.string()) }),
  /** A folder that the workers share, absolute. */
  z.object({ type: z.literal("shared"), path: z.string() }),
]);
export type WorkspaceRef = z.infer<typeof WorkspaceRefSchema>;
export { WorkspaceRefSchema };

function isWithinRoot(name: string): boolean {
  return !name.startsWith("/") && !name.includes("\0") && !name.split(/[/\\]/).includes("..");
}

export function parseWorkspaceRef(value: unknown): WorkspaceRef | undefined {
  return WorkspaceRefSchema.safeParse(value).data;
}
