import * as z from "zod/mini";

type Variant = z.ZodMiniObject<{ type: z.ZodMiniLiteral<string> }>;
type Variants = readonly [Variant, ...Variant[]];

/** A value of a variant that this version does not know: all that is certain is its `type`. */
export type UnknownVariant = { readonly type: string } & Readonly<Record<string, unknown>>;

/**
 * A union on `type` that takes variants it has never heard of: `other` turns them into a value of our own. A known variant
 * with a fault in it is still refused.
 */
export function openUnion<const T extends Variants, Other>(variants: T, other: (received: UnknownVariant) => Other) {
  // Looked up at the first use: to read the variants makes their schemas.
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

/** A list that leaves out elements of unknown variants. A known variant with a fault in it is still refused. */
export function knownVariants<const T extends Variants>(variants: T) {
  return z.pipe(
    z.array(openUnion(variants, () => undefined)),
    z.transform((items) => items.filter((item) => item !== undefined)),
  );
}
