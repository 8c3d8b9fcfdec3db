import type { ObjectStore } from "@nats-io/obj";
import { FleetError } from "../fleet-error.js";

/** How long each piece of an object may take. */
const PIECE_LIMIT_MS = 10_000;

/**
 * The pieces of an object; undefined if there is none with that name. The library would wait forever for pieces that the server no longer
 * has, for example because the object was replaced meanwhile.
 * @throws FleetError `unreachable` if the next piece does not arrive.
 */
export async function readObject(
  objects: ObjectStore,
  name: string,
  limitMs = PIECE_LIMIT_MS,
): Promise<AsyncGenerator<Uint8Array, void> | undefined> {
  const found = await objects.get(name);
  if (found === null) return undefined;
  // Reading the pieces reports it, too.
  found.error.catch(() => {});
  return piecesOf(found.data.getReader(), { name, limitMs });
}

async function* piecesOf(
  reader: ReadableStreamDefaultReader<Uint8Array>,
  { name, limitMs }: { readonly name: string; readonly limitMs: number },
): AsyncGenerator<Uint8Array, void> {
  try {
    for (;;) {
      const late = Promise.withResolvers<never>();
      const message = `${name} does not come: the fleet's server has sent nothing of it for ${limitMs / 1000} s`;
      const timer = setTimeout(() => late.reject(new FleetError("unreachable", message)), limitMs);
      const { done, value } = await Promise.race([reader.read(), late.promise]).finally(() => clearTimeout(timer));
      if (done) return;
      yield value;
    }
  } finally {
    await reader.cancel().catch(() => {});
  }
}
