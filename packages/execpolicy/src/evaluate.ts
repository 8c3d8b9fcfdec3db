import { Budget } from "./budget.js";
import { RulesFaultError, type RulesPosition } from "./error.js";
import { readMethod } from "./methods.js";
import { applyOperator } from "./operators.js";
import { Scope } from "./scope.js";
import type { Argument, Block, Clause, Expression, Parameter, Statement } from "./syntax.js";
import { type Call, display, FunctionValue, isList, isTrue, typeName, type Value } from "./value.js";

type Outcome = { readonly type: "return"; readonly value: Value } | { readonly type: "break" | "continue" } | undefined;

/**
 * Carries out the statements of a rules file. What they can do is call `builtins`: there is no file, clock, process or
 * network in this language, and a budget ends what does not come to an end. Throws `RulesFaultError`.
 */
export function evaluate(statements: Block, builtins: ReadonlyMap<string, FunctionValue>): void {
  const budget = new Budget();
  runBlock(statements, new Scope(new Scope(undefined, builtins)));

  function runBlock(block: Block, scope: Scope): Outcome {
    for (const statement of block) {
      budget.spend(1, statement.position);
      const outcome = run(statement, scope);
      if (outcome !== undefined) return outcome;
    }
    return undefined;
  }

  function run(statement: Statement, scope: Scope): Outcome {
    switch (statement.type) {
      case "expression":
        value(statement.expression, scope);
        return undefined;
      case "assign":
        assign(statement.targets, value(statement.value, scope), scope, statement.position);
        return undefined;
      case "assign-part":
        assignPart(
          value(statement.object, scope),
          value(statement.index, scope),
          value(statement.value, scope),
          statement.position,
        );
        return undefined;
      case "for":
        return runFor(statement, scope);
      case "if": {
        const branch = statement.branches.find(({ test }) => isTrue(value(test, scope)));
        return runBlock(branch?.body ?? statement.otherwise, scope);
      }
      case "def":
        scope.set(statement.name, define(statement.name, statement.parameters, statement.body, scope));
        return undefined;
      case "return":
        return { type: "return", value: statement.value === undefined ? null : value(statement.value, scope) };
      case "break":
      case "continue":
        return { type: statement.type };
      case "pass":
        return undefined;
      default:
        return statement satisfies never;
    }
  }

  function runFor(loop: Extract<Statement, { type: "for" }>, scope: Scope): Outcome {
    for (const item of items(value(loop.iterable, scope), loop.iterable.position)) {
      assign(loop.targets, item, scope, loop.position);
      const outcome = runBlock(loop.body, scope);
      if (outcome?.type === "return") return outcome;
      if (outcome?.type === "break") break;
    }
    return undefined;
  }

  function define(name: string, parameters: readonly Parameter[], body: Block, outer: Scope): FunctionValue {
    const fallbacks = parameters.map(({ fallback }) => (fallback === undefined ? undefined : value(fallback, outer)));
    return new FunctionValue(name, ({ positional, named, position }: Call) => {
      const known = new Set(parameters.map((parameter) => parameter.name));
      const left = new Map([...named].filter(([key]) => !known.has(key)));
      const [unknown] = left.keys();
      const takesNamed = parameters.some(({ isNamedRest }) => isNamedRest);
      if (unknown !== undefined && !takesNamed) throw fault(`${name}() has no parameter "${unknown}"`, position);
      const rest = parameters.findIndex(({ isRest }) => isRest);
      if (rest < 0 && positional.length > parameters.length - (takesNamed ? 1 : 0))
        throw fault(`${name}() takes ${parameters.length} values`, position);
      const scope = new Scope(outer);
      for (const [index, parameter] of parameters.entries()) {
        if (parameter.isRest === true) {
          scope.set(parameter.name, positional.slice(index));
          continue;
        }
        if (parameter.isNamedRest === true) {
          scope.set(parameter.name, new Map<Value, Value>(left));
          continue;
        }
        const own = rest >= 0 && index > rest ? undefined : positional[index];
        const given = own ?? named.get(parameter.name) ?? fallbacks[index];
        if (given === undefined) throw fault(`${name}() needs "${parameter.name}"`, position);
        scope.set(parameter.name, given);
      }
      const outcome = budget.within(position, () => runBlock(body, scope));
      return outcome?.type === "return" ? outcome.value : null;
    });
  }

  function value(expression: Expression, scope: Scope): Value {
    const { position } = expression;
    budget.spend(1, position);
    switch (expression.type) {
      case "literal":
        return expression.value;
      case "name": {
        const found = scope.get(expression.name);
        if (found === undefined) throw fault(`"${expression.name}" is not known here`, position);
        return found;
      }
      case "template": {
        const texts = expression.parts.map((part) => (typeof part === "string" ? part : display(value(part, scope))));
        return measured(texts.join(""), position);
      }
      case "lambda":
        return define("lambda", expression.parameters, expression.body, scope);
      case "list":
        return expression.items.map((item) => value(item, scope));
      case "dictionary":
        return new Map(expression.entries.map(([key, item]) => [value(key, scope), value(item, scope)]));
      case "comprehension":
        return comprehend(expression.body, expression.clauses, new Scope(scope));
      case "call":
        return call(expression.callee, expression.arguments, scope, position);
      case "attribute":
        return readMethod(value(expression.object, scope), expression.name, position);
      case "index":
        return indexed(value(expression.object, scope), value(expression.index, scope), position);
      case "slice": {
        const bound = (part: Expression | undefined) => part && value(part, scope);
        const object = value(expression.object, scope);
        return measured(sliced(object, bound(expression.from), bound(expression.to), position), position);
      }
      case "not":
        return !isTrue(value(expression.operand, scope));
      case "negative": {
        const operand = value(expression.operand, scope);
        if (typeof operand !== "number") throw fault(`"-" does not go with ${typeName(operand)}`, position);
        return -operand;
      }
      case "binary":
        return binary(expression, scope);
      case "conditional":
        return value(isTrue(value(expression.test, scope)) ? expression.yes : expression.no, scope);
      default:
        return expression satisfies never;
    }
  }

  function binary({ operator, left, right, position }: Extract<Expression, { type: "binary" }>, scope: Scope): Value {
    const first = value(left, scope);
    if (operator === "and") return isTrue(first) ? value(right, scope) : first;
    if (operator === "or") return isTrue(first) ? first : value(right, scope);
    return measured(applyOperator(operator, first, value(right, scope), position), position);
  }

  function comprehend(body: Expression, clauses: readonly Clause[], scope: Scope): Value[] {
    const [clause, ...rest] = clauses;
    if (clause === undefined) return [value(body, scope)];
    if (clause.type === "if") return isTrue(value(clause.test, scope)) ? comprehend(body, rest, scope) : [];
    const { iterable, targets } = clause;
    return items(value(iterable, scope), iterable.position).flatMap((item) => {
      assign(targets, item, scope, iterable.position);
      return comprehend(body, rest, scope);
    });
  }

  function call(callee: Expression, parameters: readonly Argument[], scope: Scope, position: RulesPosition): Value {
    const called = value(callee, scope);
    if (!(called instanceof FunctionValue)) throw fault(`${typeName(called)} cannot be called`, position);
    const positional: Value[] = [];
    const named = new Map<string, Value>();
    const name = (key: string, given: Value) => {
      if (named.has(key)) throw fault(`"${key}" is given twice`, position);
      named.set(key, given);
    };
    for (const parameter of parameters) {
      const given = value(parameter.value, scope);
      if (parameter.isNamedSpread === true) {
        for (const [key, item] of entriesOf(given, position)) name(key, item);
        continue;
      }
      if (parameter.name === undefined && named.size > 0) throw fault("values without a name come first", position);
      if (parameter.isSpread === true) positional.push(...items(given, position));
      else if (parameter.name === undefined) positional.push(given);
      else name(parameter.name, given);
    }
    return measured(called.call({ positional, named, position: callee.position }), position);
  }

  function measured(result: Value, position: RulesPosition): Value {
    if (typeof result === "string" || isList(result)) budget.spend(result.length, position);
    return result;
  }
}

function assign(targets: readonly string[], value: Value, scope: Scope, position: RulesPosition): void {
  const [only] = targets;
  if (targets.length === 1 && only !== undefined) return scope.set(only, value);
  if (!isList(value) || value.length !== targets.length) throw fault(`this needs ${targets.length} values`, position);
  for (const [index, target] of targets.entries()) scope.set(target, value[index] ?? null);
}

function items(value: Value, position: RulesPosition): readonly Value[] {
  // What is added on the way is not gone through.
  if (isList(value)) return [...value];
  if (value instanceof Map) return [...value.keys()];
  throw fault(`${typeName(value)} cannot be gone through`, position);
}

function entriesOf(value: Value, position: RulesPosition): readonly (readonly [string, Value])[] {
  if (!(value instanceof Map)) throw fault(`${typeName(value)} is no dictionary of named values`, position);
  return [...value].map(([key, item]) => {
    if (typeof key !== "string") throw fault("names of values are texts", position);
    return [key, item] as const;
  });
}

/** Where an index points to in a list of that length. */
const placeOf = (index: Value, length: number): number =>
  typeof index === "number" ? (index < 0 ? length + index : index) : -1;

function assignPart(object: Value, index: Value, value: Value, position: RulesPosition): void {
  if (object instanceof Map) object.set(index, value);
  else if (isList(object) && placeOf(index, object.length) in object) object[placeOf(index, object.length)] = value;
  else throw fault("there is no such part to set", position);
}

function sliced(object: Value, from: Value | undefined, to: Value | undefined, position: RulesPosition): Value {
  const isBound = (bound: Value | undefined) => bound === undefined || bound === null || typeof bound === "number";
  if (!isBound(from) || !isBound(to)) throw fault("parts are named by numbers", position);
  const [start, end] = [from, to].map((bound) => (typeof bound === "number" ? bound : undefined));
  if (typeof object === "string" || isList(object)) return object.slice(start, end);
  throw fault(`${typeName(object)} has no parts`, position);
}

function indexed(object: Value, index: Value, position: RulesPosition): Value {
  let found: Value | undefined;
  if (typeof object === "string" || isList(object)) found = object[placeOf(index, object.length)];
  else if (object instanceof Map) found = object.get(index);
  else throw fault(`${typeName(object)} has no parts`, position);
  if (found === undefined) throw fault("there is no such part", position);
  return found;
}

function fault(message: string, position: RulesPosition): RulesFaultError {
  return new RulesFaultError("evaluation", message, position);
}
