import { bindParameters, gatherArguments } from "./arguments.js";
import { Budget } from "./budget.js";
import { evaluationFault, type RulesPosition } from "./error.js";
import { readMethod } from "./methods.js";
import { applyOperator } from "./operators.js";
import { assign, assignPart, itemsOf, partAt, partBetween } from "./parts.js";
import { Scope } from "./scope.js";
import type { Block, Clause, Expression, Parameter, Statement } from "./syntax.js";
import { type Call, display, FunctionValue, isList, isTrue, typeName, type Value } from "./value.js";

type Outcome = { readonly type: "return"; readonly value: Value } | { readonly type: "break" | "continue" } | undefined;

/**
 * Executes the statements of a rules file. They can only call `builtins`: the language has no files, clock, processes or network,
 * and a budget stops endless programs. Throws `RulesFaultError`.
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
    for (const item of itemsOf(value(loop.iterable, scope), loop.iterable.position)) {
      assign(loop.targets, item, scope, loop.position);
      const outcome = runBlock(loop.body, scope);
      if (outcome?.type === "return") return outcome;
      if (outcome?.type === "break") break;
    }
    return undefined;
  }

  function define(name: string, parameters: readonly Parameter[], body: Block, outer: Scope): FunctionValue {
    const fallbacks = parameters.map(({ fallback }) => (fallback === undefined ? undefined : value(fallback, outer)));
    return new FunctionValue(name, (call: Call) => {
      const scope = new Scope(outer);
      bindParameters({ name, parameters, fallbacks }, call, scope);
      const outcome = budget.within(call.position, () => runBlock(body, scope));
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
        if (found === undefined) throw evaluationFault(`"${expression.name}" is not known here`, position);
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
        return call(expression, scope);
      case "attribute":
        return readMethod(value(expression.object, scope), expression.name, position);
      case "index":
        return partAt(value(expression.object, scope), value(expression.index, scope), position);
      case "slice": {
        const object = value(expression.object, scope);
        const [from, to] = [expression.from, expression.to].map((bound) => bound && value(bound, scope));
        return measured(partBetween(object, { from, to }, position), position);
      }
      case "not":
        return !isTrue(value(expression.operand, scope));
      case "negative": {
        const operand = value(expression.operand, scope);
        if (typeof operand !== "number") throw evaluationFault(`"-" does not go with ${typeName(operand)}`, position);
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
    return itemsOf(value(iterable, scope), iterable.position).flatMap((item) => {
      assign(targets, item, scope, iterable.position);
      return comprehend(body, rest, scope);
    });
  }

  function call({ callee, arguments: given, position }: Extract<Expression, { type: "call" }>, scope: Scope): Value {
    const called = value(callee, scope);
    if (!(called instanceof FunctionValue)) throw evaluationFault(`${typeName(called)} cannot be called`, position);
    const gathered = gatherArguments(given, (argument) => value(argument, scope), position);
    return measured(called.call({ ...gathered, position: callee.position }), position);
  }

  /** A new value costs its length. */
  function measured(result: Value, position: RulesPosition): Value {
    if (typeof result === "string" || isList(result)) budget.spend(result.length, position);
    return result;
  }
}
