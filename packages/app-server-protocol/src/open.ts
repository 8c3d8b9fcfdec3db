import { openUnion as openUnionWith } from "@codex/mcp-types/open-union";
import * as z from "zod/mini";

// What a server sends may be newer than who reads it: variants and words that are not known pass. What a client asks for
// is closed, so that a server never guesses.

/** A word that this version does not know; literal types beside it stay visible. */
type OtherWord = string & {};
const otherWord = z.string() as unknown as z.ZodMiniType<OtherWord, OtherWord>;

/** What stands where this version knows neither the word nor the object. */
export const unknownVariant = z.union([otherWord, z.record(z.string(), z.unknown())]);

/** One of the words, or one that this version does not know. */
export function openEnum<const T extends readonly [string, ...string[]]>(words: T) {
  return z.union([z.enum(words), otherWord]);
}

type Variant = z.ZodMiniObject<{ type: z.ZodMiniLiteral<string> }>;

/** One of the variants by `type`, or `{ type: "other", received }`. A known variant with a fault in it is refused. */
export function openUnion<const T extends readonly [Variant, ...Variant[]]>(variants: T) {
  return openUnionWith(variants, (received) => ({ type: "other" as const, received }));
}

/** A closed schema of what clients ask for, where a server sends it. */
export function opened<T extends z.core.SomeType>(schema: T) {
  return z.union([schema, unknownVariant]);
}
