import { expect, expectTypeOf, it } from "vitest";
import type * as z from "zod/mini";
import type { Goal } from "../../items/goal.js";
import type { ItemKind, ItemOf } from "../../items/item.js";
import type { Answer, Question } from "../../items/question.js";
import type { ThreadEventBody } from "../../items/thread-event.js";
import type { TurnInfo } from "../../items/turn.js";
import type { GoalSchema } from "./goal-schema.js";
import type { itemSchemas } from "./item-schema.js";
import type { AnswerSchema, QuestionSchema } from "./question-schema.js";
import { parseThreadEvent, type ThreadEventSchema, threadEventJson } from "./thread-event-schema.js";
import type { TurnSchema } from "./turn-schema.js";

/** A type without `readonly` and optional fields, on all levels. */
type Bare<T> = T extends Uint8Array
  ? Uint8Array
  : T extends object
    ? { -readonly [Key in keyof T]-?: Bare<Exclude<T[Key], undefined>> }
    : T;

type Saved<Schema extends z.ZodMiniType> = Bare<z.output<Schema>>;

// A field or word that only the type has would be lost when a thread is resumed, or its whole item would.
it("what is saved can be read again in full", () => {
  expectTypeOf<{ [Kind in ItemKind]: Saved<(typeof itemSchemas)[Kind]> }>().toEqualTypeOf<{
    [Kind in ItemKind]: Bare<ItemOf<Kind>>;
  }>();
  expectTypeOf<Saved<typeof TurnSchema>>().toEqualTypeOf<Bare<TurnInfo>>();
  expectTypeOf<Saved<typeof QuestionSchema>>().toEqualTypeOf<Bare<Question>>();
  expectTypeOf<Saved<typeof AnswerSchema>>().toEqualTypeOf<Bare<Answer>>();
  expectTypeOf<Saved<typeof ThreadEventSchema>>().toEqualTypeOf<
    Bare<Exclude<ThreadEventBody, { type: "continued" }>>
  >();
  expectTypeOf<Saved<typeof GoalSchema>>().toEqualTypeOf<Bare<Goal>>();
});

it("a question that another process shows says which subagent asks", () => {
  const agent = { threadId: "t", nickname: "Ada", role: "explorer" };
  const question = { kind: "patch", id: "q", askedAt: 1, agent, changes: [] } as const;
  const event = { type: "question-asked", question } as const;
  expect(parseThreadEvent(threadEventJson(event))).toEqual(event);
});
