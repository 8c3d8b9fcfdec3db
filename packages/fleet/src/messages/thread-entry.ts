import { ApprovalPolicySchema, SandboxModeSchema } from "@codex/protocol";
import * as z from "zod/mini";
import type { TurnMessage } from "./turn-message.js";

/** What lists show of a thread: how it was started, and the settings of its latest turn. */
const ThreadFactsSchema = z.object({
  /** Milliseconds since 1970. */
  createdAt: z.number(),
  /** The beginning of the first message. */
  preview: z.string(),
  source: z.optional(z.string()),
  originator: z.optional(z.string()),
  threadSource: z.optional(z.string()),
  clientFolder: z.optional(z.string()),
  /** The repository that it started with a copy of. */
  git: z.optional(z.object({ commit_hash: z.optional(z.string()), branch: z.optional(z.string()) })),
  model: z.optional(z.string()),
  approvalPolicy: z.optional(ApprovalPolicySchema),
  sandboxMode: z.optional(SandboxModeSchema),
});
export type ThreadFacts = z.infer<typeof ThreadFactsSchema>;

/** The state of a thread's latest turn, in the bucket of threads under the thread's id. */
const ThreadEntrySchema = z.object({
  turnId: z.string(),
  status: z.enum(["running", "completed", "failed", "interrupted"]),
  /** How often it was tried. */
  attempts: z.int(),
  /** How often in a row it was tried without progress. */
  stalled: z.int(),
  /** How many of its calls had results when the latest try began. */
  results: z.int(),
  /** The last message of the event log before the turn's first try. */
  eventsBefore: z.optional(z.int()),
  /** Why the latest try was aborted. */
  lastFailure: z.optional(z.string()),
  worker: z.string(),
  label: z.string(),
  facts: z.optional(ThreadFactsSchema),
  /** Milliseconds since 1970. */
  updatedAt: z.number(),
});
export type ThreadEntry = z.infer<typeof ThreadEntrySchema>;

export function parseThreadEntry(value: unknown): ThreadEntry | undefined {
  return ThreadEntrySchema.safeParse(value).data;
}

const MAX_PREVIEW = 500;

/** The facts of a thread after one more turn. */
export function factsWith(turn: TurnMessage, before: ThreadFacts | undefined): ThreadFacts {
  const { model, approvalPolicy, sandboxMode } = turn;
  return { ...(before ?? beginningOf(turn)), model, approvalPolicy, sandboxMode };
}

function beginningOf({ input, workspace, ...about }: TurnMessage): ThreadFacts {
  const { source, originator, threadSource, clientFolder } = about;
  const git = workspace?.type === "snapshot" ? { commit_hash: workspace.head, branch: workspace.branch } : undefined;
  const texts = input.flatMap((part) => (part.type === "text" ? [part.text] : []));
  const preview = texts.join("\n").slice(0, MAX_PREVIEW);
  return { createdAt: Date.now(), preview, source, originator, threadSource, clientFolder, git };
}
