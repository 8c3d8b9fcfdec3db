import { openUnion as openUnionWith } from "@codex/mcp-types/open-union";
import * as z from "zod/mini";

// A server may be newer than its clients, so unknown variants and words in its messages are accepted. Requests of clients are closed, so
// that a server never has to guess.

/** A word unknown to this version; literal types beside it stay visible. */
type OtherWord = string & {};
const otherWord = z.string() as unknown as z.ZodMiniType<OtherWord, OtherWord>;

/** Anything where this version knows neither the word nor the object. */
export const unknownVariant = z.union([otherWord, z.record(z.string(), z.unknown())]);

/** One of the words, or an unknown one. */
export function openEnum<const T extends readonly [string, ...string[]]>(words: T) {
  return z.union([z.enum(words), otherWord]);
}

type Variant = z.ZodMiniObject<{ type: z.ZodMiniLiteral<string> }>;

/** One of the variants by `type`, or `{ type: "other", received }`. An invalid known variant is refused. */
export function openUnion<const T extends readonly [Variant, ...Variant[]]>(variants: T) {
  return openUnionWith(variants, (received) => ({ type: "other" as const, received }));
}

/** Opens the closed schema of a client's type, for messages of a server. */
export function opened<T extends z.core.SomeType>(schema: T) {
  return z.union([schema, unknownVariant]);
}
