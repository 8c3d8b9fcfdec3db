import { evaluationFault, type RulesFaultError, type RulesPosition } from "./error.js";
import type { BinaryOperator } from "./syntax.js";
import { display, equal, FunctionValue, isList, typeName, type Value } from "./value.js";

/** The operators that always evaluate both sides; the evaluator handles `and` and `or`. */
export function applyOperator(
  operator: Exclude<BinaryOperator, "and" | "or">,
  left: Value,
  right: Value,
  position: RulesPosition,
): Value {
  switch (operator) {
    case "==":
      return equal(left, right);
    case "!=":
      return !equal(left, right);
    case "in":
    case "not in": {
      const found = contains(right, left);
      if (found === undefined) throw mismatch(operator, left, right, position);
      return operator === "in" ? found : !found;
    }
    case "<":
    case ">":
    case "<=":
    case ">=":
      return compare(operator, left, right, position);
    case "+":
      if (typeof left === "string" && typeof right === "string") return left + right;
      if (typeof left === "number" && typeof right === "number") return left + right;
      if (isList(left) && isList(right)) return [...left, ...right];
      throw mismatch(operator, left, right, position);
    case "-":
      if (typeof left === "number" && typeof right === "number") return left - right;
      throw mismatch(operator, left, right, position);
    case "*":
      if (typeof left === "number" && typeof right === "number") return left * right;
      throw mismatch(operator, left, right, position);
    case "%":
      if (typeof left === "string") return format(left, isList(right) ? right : [right], position);
      throw mismatch(operator, left, right, position);
    default:
      return operator satisfies never;
  }
}

function mismatch(what: string, left: Value, right: Value, position: RulesPosition): RulesFaultError {
  return evaluationFault(`"${what}" does not go with ${typeName(left)} and ${typeName(right)}`, position);
}

function contains(container: Value, item: Value): boolean | undefined {
  if (isList(container)) return container.some((candidate) => equal(candidate, item));
  if (typeof container === "string") return typeof item === "string" ? container.includes(item) : undefined;
  if (container instanceof Map) return container.has(item);
  return undefined;
}

function compare(operator: "<" | ">" | "<=" | ">=", left: Value, right: Value, position: RulesPosition): boolean {
  const same = typeof left === typeof right && (typeof left === "string" || typeof left === "number");
  if (!same || left === null || right === null) throw mismatch(operator, left, right, position);
  const order = left < right ? -1 : left > right ? 1 : 0;
  return { "<": order < 0, ">": order > 0, "<=": order <= 0, ">=": order >= 0 }[operator];
}

/** `"%s/%s" % (a, b)`. */
function format(template: string, values: readonly Value[], position: RulesPosition): string {
  const waiting = [...values];
  const text = template.replace(/%(.?)/gs, (_match, kind: string) => {
    if (kind === "%") return "%";
    const value = waiting.shift();
    if ((kind !== "s" && kind !== "d") || value === undefined || value instanceof FunctionValue) {
      throw evaluationFault("this template and its values do not fit", position);
    }
    return display(value);
  });
  if (waiting.length > 0) throw evaluationFault("this template has too few places", position);
  return text;
}
