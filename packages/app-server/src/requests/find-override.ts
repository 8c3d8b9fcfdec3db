import { isDeepStrictEqual } from "node:util";
import type { ConfigEdit, ConfigLayer } from "@codex/core";

export interface Override {
  readonly layer: ConfigLayer;
  /** The effective value, in place of the written one. */
  readonly value: unknown;
}

/** The first edit of the user's file that another layer overrides. `layers`: the active ones, strongest first. */
export function findOverride(layers: readonly ConfigLayer[], edits: readonly ConfigEdit[]): Override | undefined {
  const own = layers.findIndex(({ source }) => source.type === "user" && source.profile === undefined);
  const stronger = layers.slice(0, Math.max(0, own));
  for (const { path, value: written } of edits) {
    const layer = stronger.find(({ table }) => valueAt(table, path) !== undefined);
    const value = layer && valueAt(layer.table, path);
    if (layer !== undefined && !isDeepStrictEqual(value, written)) return { layer, value };
  }
  return undefined;
}

function valueAt(table: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((inner, key) => {
    const isTable = typeof inner === "object" && inner !== null && Object.hasOwn(inner, key);
    return isTable ? Reflect.get(inner, key) : undefined;
  }, table);
}
