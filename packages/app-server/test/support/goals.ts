import type { ScriptedReply } from "@codex/test-support";
import { startServer, type TestServer } from "./start-server.js";
import type { TestClient } from "./test-client.js";

const FREE = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"';
const WITH_GOALS = `${FREE}\nfeatures.goals = true`;

/** A server whose threads may have goals. */
export const startWithGoals = (script: readonly ScriptedReply[]): Promise<TestServer> =>
  startServer({ script, config: WITH_GOALS });

export const says = (text: string) => [{ type: "text" as const, text, text_elements: [] }];

/** The goal notifications: status, tokens, and whether a turn's work changed it. */
export function goalUpdates(client: TestClient): string[] {
  return client.notifications.flatMap(({ method, params }) => {
    if (method === "thread/goal/cleared") return ["cleared"];
    if (method !== "thread/goal/updated") return [];
    const { goal, turnId } = Object(params);
    return [`${goal.status} ${goal.tokensUsed}${turnId === null ? "" : " by a turn"}`];
  });
}

export const count = (client: TestClient, method: string): number =>
  client.notifications.filter((one) => one.method === method).length;

/** Settles when this many turns have ended. */
export const ended = (client: TestClient, turns: number) =>
  client.hear("turn/completed", () => count(client, "turn/completed") >= turns);

/** The texts of user and context messages in a model request, and the outputs of calls. */
export const heardByModel = (server: TestServer, request: number): string[] =>
  Object(server.model.requests.at(request)?.body).input.flatMap(
    (item: { role?: string; content?: { text: string }[]; output?: string }) =>
      item.role === "user" ? (item.content ?? []).map(({ text }) => text) : (item.output ?? []),
  );
