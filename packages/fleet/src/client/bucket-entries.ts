import type { KV } from "@nats-io/kv";
import { FleetError } from "../fleet-error.js";
import { parseJson } from "../messages/event-envelope.js";

/** How long the server may say nothing before it is asked anew, in milliseconds. */
const QUIET_MS = 2_000;
const TRIES = 4;

/**
 * All entries of a bucket, by their keys; those that this version does not understand are left out.
 * @throws FleetError `unreachable`: the server said no more before the end.
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
 * What stood there when it was asked, or newer. Undefined when no end came: an entry that goes while they are read may have been the
 * last that the library waits for.
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
      // On a busy fleet there is always something newer.
      if (message.revision >= streamInfo.state.last_seq) break;
    }
  } finally {
    clearTimeout(timer);
  }
  return isQuiet ? undefined : found;
}
