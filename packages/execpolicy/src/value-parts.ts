import { evaluationFault, type RulesPosition } from "./error.js";
import type { Scope } from "./scope.js";
import { isList, typeName, type Value } from "./value.js";

/** Assigns a value to its name, or each of its parts to one. */
export function assign(targets: readonly string[], value: Value, scope: Scope, position: RulesPosition): void {
  const [only] = targets;
  if (targets.length === 1 && only !== undefined) return scope.set(only, value);
  if (!isList(value) || value.length !== targets.length)
    throw evaluationFault(`this needs ${targets.length} values`, position);
  for (const [index, target] of targets.entries()) scope.set(target, value[index] ?? null);
}

/** `object[index] = value` */
export function assignPart(object: Value, index: Value, value: Value, position: RulesPosition): void {
  if (object instanceof Map) object.set(index, value);
  else if (isList(object) && placeOf(index, object.length) in object) object[placeOf(index, object.length)] = value;
  else throw evaluationFault("there is no such part to set", position);
}

/** `object[index]` */
export function partAt(object: Value, index: Value, position: RulesPosition): Value {
  let found: Value | undefined;
  if (typeof object === "string" || isList(object)) found = object[placeOf(index, object.length)];
  else if (object instanceof Map) found = object.get(index);
  else throw evaluationFault(`${typeName(object)} has no parts`, position);
  if (found === undefined) throw evaluationFault("there is no such part", position);
  return found;
}

/** `object[from:to]` */
export function partBetween(
  object: Value,
  { from, to }: { readonly from: Value | undefined; readonly to: Value | undefined },
  position: RulesPosition,
): Value {
  const isBound = (bound: Value | undefined) => bound === undefined || bound === null || typeof bound === "number";
  if (!isBound(from) || !isBound(to)) throw evaluationFault("parts are named by numbers", position);
  const [start, end] = [from, to].map((bound) => (typeof bound === "number" ? bound : undefined));
  if (typeof object === "string" || isList(object)) return object.slice(start, end);
  throw evaluationFault(`${typeName(object)} has no parts`, position);
}

/** The items that a loop iterates over. */
export function itemsOf(value: Value, position: RulesPosition): readonly Value[] {
  // Items added meanwhile are not visited.
  if (isList(value)) return [...value];
  if (value instanceof Map) return [...value.keys()];
  throw evaluationFault(`${typeName(value)} cannot be gone through`, position);
}

/** The position of an index in a list of that length. */
const placeOf = (index: Value, length: number): number =>
  typeof index === "number" ? (index < 0 ? length + index : index) : -1;
