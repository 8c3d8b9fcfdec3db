import { parseUserInput, type UserInput } from "@codex/core";
import { ApprovalPolicySchema, SandboxModeSchema } from "@codex/protocol";
import * as z from "zod/mini";
import { isThreadId } from "../connection/names.js";
import { WorkspaceRefSchema } from "../workspace/workspace-ref.js";

const UserInputSchema = z.pipe(
  z.unknown(),
  z.transform((value, context): UserInput => {
    const input = parseUserInput(value);
    // A client's path would name one of the worker's files.
    if (input !== undefined && input.type !== "local-image") return input;
    context.issues.push({ code: "custom", message: "not understood", input: value });
    return z.NEVER;
  }),
);

const count = () => z.optional(z.number().check(z.positive()));

const threadId = () => z.string().check(z.refine(isThreadId));

/** Names are copied into the thread's entry, which must fit into a message. */
const MAX_NAME = 1024;
const name = () => z.optional(z.string().check(z.maxLength(MAX_NAME)));

/** The longest turn that workers read, in bytes of JSON. */
export const MAX_TURN_BYTES = 64 * 1024 * 1024;

/** What stays the same in all versions. */
const TurnHeadSchema = z.object({ version: z.int(), threadId: threadId(), turnId: z.guid() });
export type TurnHead = z.infer<typeof TurnHeadSchema>;

/** One turn in the queue, as submitted by the client. The worker decides whatever is absent. */
const TurnMessageSchema = z.object({
  /** Of this format. */
  version: z.literal(1),
  threadId: threadId(),
  /** A UUID. */
  turnId: z.guid(),
  input: z.array(UserInputSchema),
  /** The client's id of the user's message, shown in its item. */
  clientId: name(),
  /** Default: the worker's model and effort. */
  model: name(),
  effort: z.optional(z.string().check(z.minLength(1), z.maxLength(MAX_NAME))),
  /** Replaces the base instructions. */
  baseInstructions: z.optional(z.string()),
  /** Added to the base instructions. */
  developerInstructions: z.optional(z.string()),
  approvalPolicy: z.optional(ApprovalPolicySchema),
  approvalsReviewer: z.optional(z.enum(["user", "auto_review"])),
  sandboxMode: z.optional(SandboxModeSchema),
  /** Where a new thread works. Default: an empty folder of its own. */
  workspace: z.optional(WorkspaceRefSchema),
  /** The JSON Schema of the final message. */
  outputSchema: z.optional(z.record(z.string(), z.unknown())),
  /** Limits in addition to the worker's. Time in milliseconds. */
  limits: z.optional(z.object({ maxTurns: count(), maxTokens: count(), maxTimeMs: count() })),
  /** Whether it is in plan mode: it changes nothing and ends with a plan. */
  isPlan: z.optional(z.boolean()),
  /** Whether the model may search the web even if the worker's configuration does not allow it. */
  webSearch: z.optional(z.boolean()),
  /** Whether clients answer the turn's questions. Otherwise all are denied. */
  isAnswered: z.boolean(),
  /** The kind of program that starts the thread. Default: `exec`. */
  source: z.optional(z.enum(["exec", "cli", "vscode"])),
  /** The client's working directory; lists filter by it. */
  clientFolder: z.optional(z.string().check(z.maxLength(4 * MAX_NAME))),
  /** The client's name. */
  originator: name(),
  /** What the thread is for. */
  threadSource: name(),
});
export type TurnMessage = z.infer<typeof TurnMessageSchema>;

/** Replaces a turn that is larger than a message: the turn is in the object of that name. */
const StoredTurnSchema = z.object({
  version: z.literal(1),
  threadId: threadId(),
  turnId: z.guid(),
  object: z.string().check(z.maxLength(MAX_NAME)),
});
export type StoredTurn = z.infer<typeof StoredTurnSchema>;

export function parseStoredTurn(value: unknown): StoredTurn | undefined {
  return StoredTurnSchema.safeParse(value).data;
}

/** Undefined if it names no turn of any version. */
export function parseTurnHead(value: unknown): TurnHead | undefined {
  return TurnHeadSchema.safeParse(value).data;
}

/** Undefined if this version does not understand it. */
export function parseTurnMessage(value: unknown): TurnMessage | undefined {
  return TurnMessageSchema.safeParse(value).data;
}
