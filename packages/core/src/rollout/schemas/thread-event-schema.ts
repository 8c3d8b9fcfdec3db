import * as z from "zod/mini";
import type { Item } from "../../items/item.js";
import type { ItemUpdate } from "../../items/item-update.js";
import type { NoticeCode } from "../../items/notice.js";
import type { Answer } from "../../items/question.js";
import type { ThreadEventBody } from "../../items/thread-event.js";
import type { TurnInfo } from "../../items/turn.js";
import type { UserInput } from "../../items/user-input.js";
import { GoalSchema } from "./goal-schema.js";
import { parseItem, savedItem } from "./item-schema.js";
import { AnswerSchema, QuestionSchema } from "./question-schema.js";
import { ErrorCodeSchema, parseTurn, TokenUsageSchema } from "./turn-schema.js";
import { UserInputSchema } from "./user-input-schema.js";

const text = z.string();
const number = z.number();

/** A schema from a parser; if the parser does not know a value, the event is unknown. */
function parsedBy<Value>(parse: (value: unknown) => Value | undefined): z.ZodMiniType<Value> {
  return z.pipe(
    z.unknown(),
    z.transform((value, context) => {
      const parsed = parse(value);
      if (parsed !== undefined) return parsed;
      context.issues.push({ code: "custom", message: "not understood", input: value });
      return z.NEVER;
    }),
  ) as z.ZodMiniType<Value>;
}

const ItemSchema = parsedBy<Item>(parseItem);
const TurnSchema = parsedBy<TurnInfo>(parseTurn);

const BytesSchema = z.pipe(
  text,
  z.transform((base64) => new Uint8Array(Buffer.from(base64, "base64"))),
);

const UpdateSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("text"), delta: text }),
  z.object({ type: z.literal("section") }),
  z.object({ type: z.literal("raw-text"), delta: text }),
  z.object({ type: z.literal("output"), stream: z.enum(["stdout", "stderr"]), bytes: BytesSchema, text }),
  z.object({ type: z.literal("running") }),
  z.object({ type: z.literal("changed"), item: ItemSchema }),
]);

const NOTICE_CODES = {
  "stream-retry": true,
  "request-retry": true,
  "sandbox-failure": true,
  "sandbox-retry": true,
  "put-aside": true,
  "instructions-changed": true,
  "instructions-left-out": true,
  "notifier-failed": true,
  "save-failed": true,
  "save-recovered": true,
  "file-disturbed": true,
  "continued-elsewhere": true,
  "resume-warning": true,
  "rules-broken": true,
  "skill-broken": true,
  "hook-skipped": true,
  "hooks-unseen": true,
  "mcp-server-failed": true,
  "answer-rejected": true,
  "checkpoint-failed": true,
  "request-failed": true,
  "role-broken": true,
  "settings-unused": true,
  "workspace-incomplete": true,
  "server-warning": true,
  "handed-over": true,
  "goal-paused": true,
} satisfies Record<NoticeCode, true>;

const NoticeCodeSchema = parsedBy<NoticeCode>((value) =>
  typeof value === "string" && isNoticeCode(value) ? value : undefined,
);

function isNoticeCode(value: string): value is NoticeCode {
  return Object.hasOwn(NOTICE_CODES, value);
}

export const ThreadEventSchema = z.discriminatedUnion("type", [
  z.object({ type: z.literal("turn-started"), turn: TurnSchema }),
  z.object({ type: z.literal("turn-ended"), turn: TurnSchema }),
  z.object({ type: z.literal("item-started"), item: ItemSchema }),
  z.object({ type: z.literal("item-ended"), item: ItemSchema }),
  z.object({ type: z.literal("item-updated"), turnId: text, itemId: text, update: UpdateSchema }),
  z.object({ type: z.literal("question-asked"), question: QuestionSchema }),
  z.object({ type: z.literal("question-settled"), question: QuestionSchema, answer: AnswerSchema }),
  z.object({
    type: z.literal("usage"),
    turnId: text,
    last: TokenUsageSchema,
    turn: TokenUsageSchema,
    total: TokenUsageSchema,
    contextWindow: z.optional(number),
  }),
  z.object({ type: z.literal("turn-diff"), turnId: text, diff: text }),
  z.object({
    type: z.literal("notice"),
    turnId: z.optional(text),
    level: z.enum(["info", "warning", "error"]),
    code: NoticeCodeSchema,
    message: text,
    location: z.optional(z.object({ file: text, line: z.optional(number), column: z.optional(number) })),
    retry: z.optional(
      z.object({
        attempt: number,
        maxAttempts: number,
        delayMs: number,
        error: z.object({ code: ErrorCodeSchema, message: text, httpStatus: z.optional(number) }),
      }),
    ),
  }),
  z.object({ type: z.literal("reverted"), beforeTurnId: text }),
  z.object({ type: z.literal("goal"), goal: z.optional(GoalSchema), turnId: z.optional(text) }),
  z.object({ type: z.literal("closed") }),
]);

/** Parses an event sent by another process as `threadEventJson`; undefined if it is damaged or from a later version. */
export function parseThreadEvent(value: unknown): ThreadEventBody | undefined {
  return ThreadEventSchema.safeParse(value).data;
}

/** Parses another process's answer to a turn's question. */
export function parseAnswer(value: unknown): Answer | undefined {
  return AnswerSchema.safeParse(value).data;
}

/** Parses a piece of user input sent by another process. */
export function parseUserInput(value: unknown): UserInput | undefined {
  return UserInputSchema.safeParse(value).data;
}

/** The event as a JSON value for `parseThreadEvent`. */
export function threadEventJson(event: ThreadEventBody): object {
  switch (event.type) {
    case "item-started":
    case "item-ended":
      return { ...event, item: savedItem(event.item) };
    case "item-updated":
      return { ...event, update: updateJson(event.update) };
    default:
      return event;
  }
}

function updateJson(update: ItemUpdate): object {
  switch (update.type) {
    case "output":
      return { ...update, bytes: Buffer.from(update.bytes).toString("base64") };
    case "changed":
      return { ...update, item: savedItem(update.item) };
    default:
      return update;
  }
}
