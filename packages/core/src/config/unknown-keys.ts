import * as z from "zod";
import { isTable } from "./cli-override.js";

export interface UnknownKey {
  readonly path: readonly string[];
  /** The names that are valid in its place. */
  readonly known: readonly string[];
}

/** The keys of `value` that `schema` does not have, at any depth. */
export function unknownKeys(schema: unknown, value: unknown, path: readonly string[] = []): UnknownKey[] {
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault) {
    return unknownKeys(schema.unwrap(), value, path);
  }
  if (schema instanceof z.ZodPipe) return unknownKeys(schema.in, value, path);
  if (!isTable(value)) return [];
  if (schema instanceof z.ZodRecord) {
    return Object.entries(value).flatMap(([key, inner]) => unknownKeys(schema.valueType, inner, [...path, key]));
  }
  if (!(schema instanceof z.ZodObject)) return [];
  const known = Object.keys(schema.shape);
  return Object.entries(value).flatMap(([key, inner]) =>
    known.includes(key) ? unknownKeys(schema.shape[key], inner, [...path, key]) : [{ path: [...path, key], known }],
  );
}
