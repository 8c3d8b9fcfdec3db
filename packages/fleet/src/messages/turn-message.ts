import { parseUserInput, type UserInput } from "@codex/core";
import { ApprovalPolicySchema, SandboxModeSchema } from "@codex/protocol";
import * as z from "zod/mini";
import { isThreadId } from "../connection/names.js";
import { WorkspaceRefSchema } from "../workspace/workspace-ref.js";

const UserInputSchema = z.pipe(
  z.unknown(),
  z.transform((value, context): UserInput => {
    const input = parseUserInput(value);
    if (input !== undefined) return input;
    context.issues.push({ code: "custom", message: "not understood", input: value });
    return z.NEVER;
  }),
);

const count = () => z.optional(z.number().check(z.positive()));

const threadId = () => z.string().check(z.refine(isThreadId));

/** The longest turn that workers read, in bytes of JSON. */
export const MAX_TURN_BYTES = 64 * 1024 * 1024;

/** What stays the same in all versions. */
const TurnHeadSchema = z.object({ version: z.int(), threadId: threadId(), turnId: z.guid() });
export type TurnHead = z.infer<typeof TurnHeadSchema>;

/** One turn in the queue: what the client says of it. What it does not say is the worker's to decide. */
const TurnMessageSchema = z.object({
  /** Of this format. */
  version: z.literal(1),
  threadId: threadId(),
  /** A UUID. */
  turnId: z.guid(),
  input: z.array(UserInputSchema),
  /** The client's name for what the user said, shown in its item. */
  clientId: z.optional(z.string()),
  /** Default: the worker's model, and its effort. */
  model: z.optional(z.string()),
  effort: z.optional(z.string().check(z.minLength(1))),
  /** In place of the base instructions, and beside them. */
  baseInstructions: z.optional(z.string()),
  developerInstructions: z.optional(z.string()),
  approvalPolicy: z.optional(ApprovalPolicySchema),
  approvalsReviewer: z.optional(z.enum(["user", "auto_review"])),
  sandboxMode: z.optional(SandboxModeSchema),
  /** Where a new thread works. Default: in a folder of its own. */
  workspace: z.optional(WorkspaceRefSchema),
  /** What the final message is to fit. */
  outputSchema: z.optional(z.record(z.string(), z.unknown())),
  /** What it may take; what is absent has no limit but the worker's. Time in milliseconds. */
  limits: z.optional(z.object({ maxTurns: count(), maxTokens: count(), maxTimeMs: count() })),
  /** Whether it changes nothing, and comes to a plan. */
  isPlan: z.optional(z.boolean()),
  /** Whether the model may search the web, where the worker's configuration does not say so. */
  webSearch: z.optional(z.boolean()),
  /** Whether clients answer the turn's questions. Otherwise every answer is no. */
  isAnswered: z.boolean(),
  /** What kind of program begins the thread. Default: `exec`. */
  source: z.optional(z.enum(["exec", "cli", "vscode"])),
  /** The client's folder: lists filter by it. */
  clientFolder: z.optional(z.string()),
  /** The client's name, and what the thread is for. */
  originator: z.optional(z.string()),
  threadSource: z.optional(z.string()),
});
export type TurnMessage = z.infer<typeof TurnMessageSchema>;

/** In the place of a turn that is larger than a message: it is an object of that name. */
const StoredTurnSchema = z.object({
  version: z.literal(1),
  threadId: threadId(),
  turnId: z.guid(),
  object: z.string(),
});
export type StoredTurn = z.infer<typeof StoredTurnSchema>;

export function parseStoredTurn(value: unknown): StoredTurn | undefined {
  return StoredTurnSchema.safeParse(value).data;
}

/** Undefined for what names no turn in any version. */
export function parseTurnHead(value: unknown): TurnHead | undefined {
  return TurnHeadSchema.safeParse(value).data;
}

/** Undefined for what this version does not understand. */
export function parseTurnMessage(value: unknown): TurnMessage | undefined {
  return TurnMessageSchema.safeParse(value).data;
}
