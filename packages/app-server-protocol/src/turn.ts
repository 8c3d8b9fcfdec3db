import * as z from "zod/mini";
import { count } from "./count.js";
import { openEnum, opened, unknownVariant } from "./open.js";
import { ThreadItemSchema } from "./thread-item.js";

export const NonSteerableTurnKindSchema = openEnum(["review", "compact"]);
export type NonSteerableTurnKind = z.infer<typeof NonSteerableTurnKindSchema>;

/** The kind of a failure. Clients accept unknown kinds. */
export const CodexErrorInfoSchema = z.union([
  z.enum([
    "contextWindowExceeded",
    "sessionBudgetExceeded",
    "usageLimitExceeded",
    "rateLimitExceeded",
    "flexUnavailable",
    "serverOverloaded",
    "modelNotFound",
    "policyCapacityUnavailable",
    "cyberPolicy",
    "bioPolicy",
    "misalignmentPolicyViolation",
    "tooManyDenials",
    "internalServerError",
    "unauthorized",
    "badRequest",
    "threadRollbackFailed",
    "sandboxError",
    "other",
    "inferenceHookDenied",
  ]),
  z.object({
    httpConnectionFailed: z.object({
      httpStatusCode: z.nullish(count),
    }),
  }),
  z.object({
    responseStreamConnectionFailed: z.object({
      httpStatusCode: z.nullish(count),
    }),
  }),
  z.object({
    responseStreamDisconnected: z.object({
      httpStatusCode: z.nullish(count),
    }),
  }),
  z.object({
    responseTooManyFailedAttempts: z.object({
      httpStatusCode: z.nullish(count),
    }),
  }),
  z.object({
    activeTurnNotSteerable: z.object({
      turnKind: NonSteerableTurnKindSchema,
    }),
  }),
  z.union([z.string(), z.object({})]),
  unknownVariant,
]);
export type CodexErrorInfo = z.infer<typeof CodexErrorInfoSchema>;

/** Why a turn failed; `codexErrorInfo` is meant for programs. */
export const TurnErrorSchema = z.object({
  additionalDetails: z.nullish(z.string()),
  codexErrorInfo: z.nullish(CodexErrorInfoSchema),
  message: z.string(),
});
export type TurnError = z.infer<typeof TurnErrorSchema>;

/** How many of its items a turn includes. `summary`: the first user message and the last agent message. */
export const TurnItemsViewSchema = z.enum(["notLoaded", "summary", "full"]);
export type TurnItemsView = z.infer<typeof TurnItemsViewSchema>;

export const TurnStatusSchema = openEnum(["completed", "interrupted", "failed", "inProgress"]);
export type TurnStatus = z.infer<typeof TurnStatusSchema>;

/** One input of the user and everything that follows from it. `items` is empty if `itemsView` is `notLoaded`. */
export const TurnSchema = z.object({
  id: z.string(),
  /** Seconds since 1970. */
  completedAt: z.nullish(z.int()),
  /** Milliseconds. */
  durationMs: z.nullish(z.int()),
  error: z.nullish(TurnErrorSchema),
  items: z.array(ThreadItemSchema),
  itemsView: z._default(opened(TurnItemsViewSchema), "full"),
  rootTurnId: z.nullish(z.string()),
  /** Seconds since 1970. */
  startedAt: z.nullish(z.int()),
  status: TurnStatusSchema,
});
export type Turn = z.infer<typeof TurnSchema>;

export const TurnsPageSchema = z.object({
  backwardsCursor: z.nullish(z.string()),
  data: z.array(TurnSchema),
  nextCursor: z.nullish(z.string()),
});
export type TurnsPage = z.infer<typeof TurnsPageSchema>;
