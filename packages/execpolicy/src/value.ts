import type { RulesPosition } from "./error.js";

/** A value of a rules file. Tuples count as lists. */
export type Value = string | number | boolean | null | Value[] | Map<Value, Value> | FunctionValue;

/** A function: defined in the file, or built in. */
export class FunctionValue {
  readonly name: string;
  readonly call: (call: Call) => Value;

  constructor(name: string, call: (call: Call) => Value) {
    this.name = name;
    this.call = call;
  }
}

/** A call's arguments and position. */
export interface Call {
  readonly positional: readonly Value[];
  readonly named: ReadonlyMap<string, Value>;
  readonly position: RulesPosition;
}

export function isList(value: Value | undefined): value is Value[] {
  return Array.isArray(value);
}

export function typeName(value: Value): string {
  if (value === null) return "None";
  if (isList(value)) return "list";
  if (value instanceof Map) return "dict";
  if (value instanceof FunctionValue) return "function";
  const names: Record<string, string> = { string: "string", number: "int", boolean: "bool" };
  return names[typeof value] ?? "dict";
}

export function isTrue(value: Value): boolean {
  if (isList(value)) return value.length > 0;
  if (value instanceof Map) return value.size > 0;
  return Boolean(value);
}

/** Lists may contain themselves. */
const MAX_DEPTH = 8;

export function equal(left: Value, right: Value, depth = 0): boolean {
  if (isList(left) && isList(right) && depth < MAX_DEPTH) {
    return left.length === right.length && left.every((item, index) => equal(item, right[index] ?? null, depth + 1));
  }
  return left === right;
}

/** The text as `str()` formats it. */
export function display(value: Value, depth = 0): string {
  if (value === null) return "None";
  if (typeof value === "string") return depth > 0 ? JSON.stringify(value) : value;
  if (typeof value === "boolean") return value ? "True" : "False";
  if (depth > MAX_DEPTH) return "...";
  if (isList(value)) return `[${value.map((item) => display(item, depth + 1)).join(", ")}]`;
  if (value instanceof FunctionValue) return `<function ${value.name}>`;
  if (typeof value === "number") return String(value);
  return `{${[...value].map(([key, item]) => `${display(key, depth + 1)}: ${display(item, depth + 1)}`).join(", ")}}`;
}
