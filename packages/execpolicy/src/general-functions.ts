import { evaluationFault, RulesFaultError } from "./error.js";
import { type Call, display, FunctionValue, isList, typeName, type Value } from "./value.js";

const MAX_RANGE = 10_000;

/** Starlark's built-in functions, as far as rules need them. */
export function generalFunctions(): FunctionValue[] {
  return [
    new FunctionValue("len", (call) => {
      const [value] = call.positional;
      if (typeof value === "string" || isList(value)) return value.length;
      if (value instanceof Map) return value.size;
      throw unfit("len", call);
    }),
    new FunctionValue("str", ({ positional }) => display(positional[0] ?? null)),
    new FunctionValue("list", (call) => [...list("list", call)]),
    new FunctionValue("reversed", (call) => list("reversed", call).toReversed()),
    new FunctionValue("sorted", (call) => list("sorted", call).toSorted((left, right) => order(left, right, call))),
    new FunctionValue("enumerate", (call) => list("enumerate", call).map((item, index) => [index, item])),
    new FunctionValue("range", range),
  ];
}

function list(name: string, call: Call): readonly Value[] {
  const [value] = call.positional;
  if (isList(value)) return value;
  if (value instanceof Map) return [...value.keys()];
  throw unfit(name, call);
}

function order(left: Value, right: Value, call: Call): number {
  if (typeof left === "string" && typeof right === "string") return left < right ? -1 : Number(left > right);
  if (typeof left === "number" && typeof right === "number") return left - right;
  throw unfit("sorted", call);
}

function range(call: Call): Value[] {
  const numbers = call.positional.filter((value) => typeof value === "number");
  const [first = 0, second] = numbers;
  const [from, to] = second === undefined ? [0, first] : [first, second];
  const step = numbers[2] ?? 1;
  const length = Math.max(0, Math.ceil((to - from) / step));
  if (numbers.length !== call.positional.length || numbers.length === 0 || step === 0) throw unfit("range", call);
  if (length > MAX_RANGE)
    throw new RulesFaultError("too-costly", `range() gives at most ${MAX_RANGE} numbers`, call.position);
  return Array.from({ length }, (_, index) => from + index * step);
}

function unfit(name: string, call: Call): RulesFaultError {
  const given = call.positional.map(typeName).join(", ") || "nothing";
  return evaluationFault(`${name}() does not take ${given}`, call.position);
}
