import * as z from "zod/mini";
import { option } from "./option.js";

const label = { title: option(z.string()), description: option(z.string()) };

export const StringSchemaSchema = z.object({
  type: z.literal("string"),
  ...label,
  minLength: option(z.int()),
  maxLength: option(z.int()),
  format: option(z.enum(["email", "uri", "date", "date-time"])),
  default: option(z.string()),
});
export type StringSchema = z.infer<typeof StringSchemaSchema>;

export const NumberSchemaSchema = z.object({
  type: z.enum(["number", "integer"]),
  ...label,
  minimum: option(z.number()),
  maximum: option(z.number()),
  default: option(z.number()),
});
export type NumberSchema = z.infer<typeof NumberSchemaSchema>;

export const BooleanSchemaSchema = z.object({
  type: z.literal("boolean"),
  ...label,
  default: option(z.boolean()),
});
export type BooleanSchema = z.infer<typeof BooleanSchemaSchema>;

/** A choice with a label for people. */
const TitledChoiceSchema = z.object({ const: z.string(), title: z.string() });

/** One of several. */
export const UntitledSingleSelectEnumSchemaSchema = z.object({
  type: z.literal("string"),
  ...label,
  enum: z.array(z.string()),
  default: option(z.string()),
});
export type UntitledSingleSelectEnumSchema = z.infer<typeof UntitledSingleSelectEnumSchemaSchema>;

/** One of several, with labels (2025-11-25). */
export const TitledSingleSelectEnumSchemaSchema = z.object({
  type: z.literal("string"),
  ...label,
  oneOf: z.array(TitledChoiceSchema),
  default: option(z.string()),
});
export type TitledSingleSelectEnumSchema = z.infer<typeof TitledSingleSelectEnumSchemaSchema>;

/** One of several, with labels in the legacy form: `enumNames` in the order of `enum`. */
export const LegacyTitledEnumSchemaSchema = z.object({
  type: z.literal("string"),
  ...label,
  enum: z.array(z.string()),
  enumNames: option(z.array(z.string())),
  default: option(z.string()),
});
export type LegacyTitledEnumSchema = z.infer<typeof LegacyTitledEnumSchemaSchema>;

const several = {
  type: z.literal("array"),
  ...label,
  minItems: option(z.int()),
  maxItems: option(z.int()),
  default: option(z.array(z.string())),
};

/** Some of several (2025-11-25). */
export const UntitledMultiSelectEnumSchemaSchema = z.object({
  ...several,
  items: z.object({ type: z.literal("string"), enum: z.array(z.string()) }),
});
export type UntitledMultiSelectEnumSchema = z.infer<typeof UntitledMultiSelectEnumSchemaSchema>;

/** Some of several, with labels (2025-11-25). */
export const TitledMultiSelectEnumSchemaSchema = z.object({
  ...several,
  items: z.object({ anyOf: z.array(TitledChoiceSchema) }),
});
export type TitledMultiSelectEnumSchema = z.infer<typeof TitledMultiSelectEnumSchemaSchema>;

export const SingleSelectEnumSchemaSchema = z.union([
  UntitledSingleSelectEnumSchemaSchema,
  TitledSingleSelectEnumSchemaSchema,
]);
export type SingleSelectEnumSchema = z.infer<typeof SingleSelectEnumSchemaSchema>;

export const MultiSelectEnumSchemaSchema = z.union([
  UntitledMultiSelectEnumSchemaSchema,
  TitledMultiSelectEnumSchemaSchema,
]);
export type MultiSelectEnumSchema = z.infer<typeof MultiSelectEnumSchemaSchema>;

// The legacy form goes first: it is a superset of the untitled one.
export const EnumSchemaSchema = z.union([
  LegacyTitledEnumSchemaSchema,
  TitledSingleSelectEnumSchemaSchema,
  UntitledMultiSelectEnumSchemaSchema,
  TitledMultiSelectEnumSchemaSchema,
]);
export type EnumSchema = z.infer<typeof EnumSchemaSchema>;

/** One field of a form. Plain strings go last: any single choice would be valid as one. */
export const PrimitiveSchemaDefinitionSchema = z.union([
  EnumSchemaSchema,
  NumberSchemaSchema,
  BooleanSchemaSchema,
  StringSchemaSchema,
]);
export type PrimitiveSchemaDefinition = z.infer<typeof PrimitiveSchemaDefinitionSchema>;
