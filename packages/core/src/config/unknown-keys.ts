import * as z from "zod/mini";
import { isTable } from "./table.js";

export interface UnknownKey {
  readonly path: readonly string[];
  /** The names that are valid there. */
  readonly known: readonly string[];
}

/** The keys of `value` that are not in `schema`, at any depth. */
export function unknownKeys(schema: unknown, value: unknown, path: readonly string[] = []): UnknownKey[] {
  if (schema instanceof z.ZodMiniOptional || schema instanceof z.ZodMiniDefault) {
    return unknownKeys(schema.def.innerType, value, path);
  }
  if (!isTable(value)) return [];
  if (schema instanceof z.ZodMiniUnion) {
    const tables = schema.def.options.filter((option) => option instanceof z.ZodMiniObject);
    return tables.length === 1 ? unknownKeys(tables[0], value, path) : [];
  }
  if (schema instanceof z.ZodMiniRecord) {
    return Object.entries(value).flatMap(([key, inner]) => unknownKeys(schema.def.valueType, inner, [...path, key]));
  }
  if (!(schema instanceof z.ZodMiniObject)) return [];
  const known = Object.keys(schema.shape);
  const { catchall } = schema.def;
  return Object.entries(value).flatMap(([key, inner]) => {
    const own = known.includes(key) ? schema.shape[key] : catchall;
    return own === undefined ? [{ path: [...path, key], known }] : unknownKeys(own, inner, [...path, key]);
  });
}
