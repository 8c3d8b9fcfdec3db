import { evaluationFault, type RulesFaultError, type RulesPosition } from "./error.js";
import { type Call, display, equal, FunctionValue, isList, typeName, type Value } from "./value.js";

type Method<T extends Value> = (object: T, parameters: readonly Value[]) => Value | undefined;

const OF_STRINGS: Readonly<Record<string, Method<string>>> = {
  split: (text, [separator]) =>
    typeof separator === "string" && separator !== ""
      ? text.split(separator)
      : text.split(/\s+/).filter((word) => word !== ""),
  join: (separator, [items]) => (isList(items) ? items.map((item) => display(item)).join(separator) : undefined),
  lower: (text) => text.toLowerCase(),
  upper: (text) => text.toUpperCase(),
  strip: (text) => text.trim(),
  startswith: (text, [start]) => (typeof start === "string" ? text.startsWith(start) : undefined),
  endswith: (text, [end]) => (typeof end === "string" ? text.endsWith(end) : undefined),
  format: (template, values) => {
    const waiting = [...values];
    return template.replaceAll("{}", () => display(waiting.shift() ?? null));
  },
};
/** Only methods that grow a list by one: faster growth would need a budget. `+` makes longer lists. */
const OF_LISTS: Readonly<Record<string, Method<Value[]>>> = {
  append: (list, [item]) => {
    if (item === undefined) return undefined;
    list.push(item);
    return null;
  },
  index: (list, [wanted = null]) => {
    const found = list.findIndex((item) => equal(item, wanted));
    return found < 0 ? undefined : found;
  },
};
const OF_DICTIONARIES: Readonly<Record<string, Method<Map<Value, Value>>>> = {
  keys: (dictionary) => [...dictionary.keys()],
  values: (dictionary) => [...dictionary.values()],
  items: (dictionary) => [...dictionary.entries()],
  get: (dictionary, [key = null, fallback = null]) => {
    const found = dictionary.get(key);
    return found === undefined ? fallback : found;
  },
};

/** `object.name`, to be called. */
export function readMethod(object: Value, name: string, position: RulesPosition): FunctionValue {
  if (typeof object === "string") return bind(OF_STRINGS, object, name, position);
  if (isList(object)) return bind(OF_LISTS, object, name, position);
  if (object instanceof Map) return bind(OF_DICTIONARIES, object, name, position);
  throw noMethod(object, name, position);
}

function bind<T extends Value>(
  methods: Readonly<Record<string, Method<T>>>,
  object: T,
  name: string,
  position: RulesPosition,
): FunctionValue {
  const method = Object.hasOwn(methods, name) ? methods[name] : undefined;
  if (method === undefined) throw noMethod(object, name, position);
  return new FunctionValue(name, (call: Call) => {
    const result = method(object, call.positional);
    if (result === undefined) throw evaluationFault(`${name}() does not take this`, call.position);
    return result;
  });
}

function noMethod(object: Value, name: string, position: RulesPosition): RulesFaultError {
  return evaluationFault(`${typeName(object)} has no "${name}"`, position);
}
