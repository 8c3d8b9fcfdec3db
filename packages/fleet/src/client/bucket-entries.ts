import type { KV } from "@nats-io/kv";
import { parseJson } from "../messages/event-envelope.js";

/** All entries of a bucket, by their keys; those that this version does not understand are left out. */
export async function entriesOf<Entry>(
  bucket: KV,
  parse: (value: unknown) => Entry | undefined,
): Promise<Map<string, Entry>> {
  const found = new Map<string, Entry>();
  for await (const message of await bucket.history()) {
    const entry = message.operation === "PUT" ? parse(parseJson(message.string())) : undefined;
    if (entry !== undefined) found.set(message.key, entry);
  }
  return found;
}
