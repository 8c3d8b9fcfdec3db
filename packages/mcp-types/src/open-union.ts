import * as z from "zod/mini";

type Variant = z.ZodMiniObject<{ type: z.ZodMiniLiteral<string> }>;
type Variants = readonly [Variant, ...Variant[]];

/** A value of an unknown variant: only its `type` is known. */
export type UnknownVariant = { readonly type: string } & Readonly<Record<string, unknown>>;

/**
 * A union on `type` that accepts unknown variants: `other` converts them to a value of our own. An invalid known variant is still refused.
 */
export function openUnion<const T extends Variants, Other>(variants: T, other: (received: UnknownVariant) => Other) {
  // Looked up at the first use: reading the variants creates their schemas.
  let known: ReadonlySet<string> | undefined;
  const knownTypes = () => (known ??= new Set(variants.flatMap(({ shape }) => [...shape.type.def.values])));
  const unknownType = z.string().check(
    z.refine((type) => !knownTypes().has(type)),
    z.meta({
      get not() {
        return { enum: [...knownTypes()] };
      },
    }),
  );
  return z.union([
    z.discriminatedUnion("type", variants),
    z.pipe(
      z.looseObject({ type: unknownType }),
      z.transform((received) => other(received)),
    ),
  ]);
}

/** A list that omits elements of unknown variants. An invalid known variant is still refused. */
export function knownVariants<const T extends Variants>(variants: T) {
  return z.pipe(
    z.array(openUnion(variants, () => undefined)),
    z.transform((items) => items.filter((item) => item !== undefined)),
  );
}
