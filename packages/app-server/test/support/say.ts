import type { TestClient } from "./test-client.js";

/** The input of a turn. */
export const text = (words: string) => [{ type: "text" as const, text: words }];

/** Starts a turn; returns its id when it has ended. */
export async function say(
  client: TestClient,
  threadId: string,
  input: string | readonly object[],
  params: object = {},
): Promise<string> {
  const said = { threadId, input: typeof input === "string" ? text(input) : input, ...params };
  // The server parses it, like anything that clients send.
  const { turn } = await client.call("turn/start", said as never);
  await client.hear("turn/completed", (ended) => ended.turn.id === turn.id);
  return turn.id;
}
