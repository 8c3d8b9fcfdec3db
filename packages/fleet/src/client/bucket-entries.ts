import type { KV } from "@nats-io/kv";
import { FleetError } from "../fleet-error.js";
import { parseJson } from "../messages/parse-json.js";

/** How long the server may be silent before the request is repeated, in milliseconds. */
const QUIET_MS = 2_000;
const TRIES = 4;

/**
 * All entries of a bucket, by key. Leaves out those that this version does not understand.
 * @throws FleetError `unreachable` if the server does not send all of them.
 */
export async function entriesOf<Entry>(
  bucket: KV,
  parse: (value: unknown) => Entry | undefined,
): Promise<Map<string, Entry>> {
  for (let tries = 0; tries < TRIES; tries++) {
    const found = await readOnce(bucket, parse);
    if (found !== undefined) return found;
  }
  throw new FleetError("unreachable", "the fleet's server did not say to the end what it keeps; try again");
}

/**
 * The entries at the time of the call, or newer ones. Undefined if the server fell silent: if the entry that the library takes for the
 * last one is deleted meanwhile, the library waits forever.
 */
async function readOnce<Entry>(
  bucket: KV,
  parse: (value: unknown) => Entry | undefined,
): Promise<Map<string, Entry> | undefined> {
  const found = new Map<string, Entry>();
  const { streamInfo } = await bucket.status();
  const history = await bucket.history();
  let isQuiet = false;
  const timer = setTimeout(() => {
    isQuiet = true;
    history.stop();
  }, QUIET_MS);
  try {
    for await (const message of history) {
      timer.refresh();
      const entry = message.operation === "PUT" ? parse(parseJson(message.string())) : undefined;
      if (entry !== undefined) found.set(message.key, entry);
      // A busy fleet never stops changing.
      if (message.revision >= streamInfo.state.last_seq) break;
    }
  } finally {
    clearTimeout(timer);
  }
  return isQuiet ? undefined : found;
}
