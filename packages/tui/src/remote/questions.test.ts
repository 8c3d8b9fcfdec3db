import type { Question } from "@codex/core";
import { expect, it } from "vitest";
import { answersOf } from "./questions.js";

const EVERYTHING = { network: { enabled: true } };
const ABOUT = { threadId: "t", turnId: "u", itemId: "i", startedAtMs: 1, command: "make", cwd: "/w" };

it.each([
  [EVERYTHING, true],
  [null, false],
  [undefined, false],
])(
  "a server's question with additionalPermissions %j leaves the sandbox: %s",
  async (additionalPermissions, isOutside) => {
    const asked: Question[] = [];
    const answers = answersOf(async (_threadId, question) => {
      asked.push(question(() => []));
      return { type: "denied" };
    });
    const params = { ...ABOUT, kind: "command", additionalPermissions } as const;
    const answer = await answers["item/commandExecution/requestApproval"]?.(params, AbortSignal.timeout(60_000));
    expect(asked).toMatchObject([{ kind: "command", outsideSandbox: isOutside }]);
    expect(answer).toEqual({ decision: "decline" });
  },
);
