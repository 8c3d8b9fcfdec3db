import { bindParameters, gatherArguments } from "./arguments.js";
import { Budget } from "./budget.js";
import { evaluationFault, type RulesPosition } from "./error.js";
import { readMethod } from "./methods.js";
import { applyOperator } from "./operators.js";
import { Scope } from "./scope.js";
import type { Block, Clause, Expression, Parameter, Statement } from "./syntax.js";
import { type Call, display, FunctionValue, isList, isTrue, typeName, type Value } from "./value.js";
import { assign, assignPart, itemsOf, partAt, partBetween } from "./value-parts.js";

type Outcome = { readonly type: "return"; readonly value: Value } | { readonly type: "break" | "continue" } | undefined;

/** The context of a statement: the known names, and the remaining budget. */
interface Frame {
  readonly scope: Scope;
  readonly budget: Budget;
}

/**
 * Executes the statements of a rules file. They can only call `builtins`: the language has no files, clock, processes or network,
 * and a budget stops endless programs. Throws `RulesFaultError`.
 */
export function evaluate(statements: Block, builtins: ReadonlyMap<string, FunctionValue>): void {
  const scope = new Scope(new Scope(undefined, builtins));
  runBlock(statements, { scope, budget: new Budget() });
}

function runBlock(block: Block, frame: Frame): Outcome {
  for (const statement of block) {
    frame.budget.spend(1, statement.position);
    const outcome = runStatement(statement, frame);
    if (outcome !== undefined) return outcome;
  }
  return undefined;
}

function runStatement(statement: Statement, frame: Frame): Outcome {
  switch (statement.type) {
    case "expression":
      compute(statement.expression, frame);
      return undefined;
    case "assign":
      assign(statement.targets, compute(statement.value, frame), frame.scope, statement.position);
      return undefined;
    case "assign-part":
      assignPart(
        compute(statement.object, frame),
        compute(statement.index, frame),
        compute(statement.value, frame),
        statement.position,
      );
      return undefined;
    case "for":
      return runFor(statement, frame);
    case "if": {
      const branch = statement.branches.find(({ test }) => isTrue(compute(test, frame)));
      return runBlock(branch?.body ?? statement.otherwise, frame);
    }
    case "def":
      frame.scope.set(statement.name, define(statement.name, statement.parameters, statement.body, frame));
      return undefined;
    case "return":
      return { type: "return", value: statement.value === undefined ? null : compute(statement.value, frame) };
    case "break":
    case "continue":
      return { type: statement.type };
    case "pass":
      return undefined;
    default:
      return statement satisfies never;
  }
}

function runFor(loop: Extract<Statement, { type: "for" }>, frame: Frame): Outcome {
  for (const item of itemsOf(compute(loop.iterable, frame), loop.iterable.position)) {
    assign(loop.targets, item, frame.scope, loop.position);
    const outcome = runBlock(loop.body, frame);
    if (outcome?.type === "return") return outcome;
    if (outcome?.type === "break") break;
  }
  return undefined;
}

function define(name: string, parameters: readonly Parameter[], body: Block, frame: Frame): FunctionValue {
  const fallbacks = parameters.map(({ fallback }) => (fallback === undefined ? undefined : compute(fallback, frame)));
  return new FunctionValue(name, (call: Call) => {
    const inner = within(frame);
    bindParameters({ name, parameters, fallbacks }, call, inner.scope);
    const outcome = frame.budget.within(call.position, () => runBlock(body, inner));
    return outcome?.type === "return" ? outcome.value : null;
  });
}

function compute(expression: Expression, frame: Frame): Value {
  const { position } = expression;
  frame.budget.spend(1, position);
  switch (expression.type) {
    case "literal":
      return expression.value;
    case "name": {
      const found = frame.scope.get(expression.name);
      if (found === undefined) throw evaluationFault(`"${expression.name}" is not known here`, position);
      return found;
    }
    case "template": {
      const texts = expression.parts.map((part) => (typeof part === "string" ? part : display(compute(part, frame))));
      return measured(texts.join(""), frame.budget, position);
    }
    case "lambda":
      return define("lambda", expression.parameters, expression.body, frame);
    case "list":
      return expression.items.map((item) => compute(item, frame));
    case "dictionary":
      return new Map(expression.entries.map(([key, item]) => [compute(key, frame), compute(item, frame)]));
    case "comprehension":
      return comprehend(expression.body, expression.clauses, within(frame));
    case "call":
      return callFunction(expression, frame);
    case "attribute":
      return readMethod(compute(expression.object, frame), expression.name, position);
    case "index":
      return partAt(compute(expression.object, frame), compute(expression.index, frame), position);
    case "slice": {
      const object = compute(expression.object, frame);
      const [from, to] = [expression.from, expression.to].map((bound) => bound && compute(bound, frame));
      return measured(partBetween(object, { from, to }, position), frame.budget, position);
    }
    case "not":
      return !isTrue(compute(expression.operand, frame));
    case "negative": {
      const operand = compute(expression.operand, frame);
      if (typeof operand !== "number") throw evaluationFault(`"-" does not go with ${typeName(operand)}`, position);
      return -operand;
    }
    case "binary":
      return binary(expression, frame);
    case "conditional":
      return compute(isTrue(compute(expression.test, frame)) ? expression.yes : expression.no, frame);
    default:
      return expression satisfies never;
  }
}

function binary({ operator, left, right, position }: Extract<Expression, { type: "binary" }>, frame: Frame): Value {
  const first = compute(left, frame);
  if (operator === "and") return isTrue(first) ? compute(right, frame) : first;
  if (operator === "or") return isTrue(first) ? first : compute(right, frame);
  return measured(applyOperator(operator, first, compute(right, frame), position), frame.budget, position);
}

function comprehend(body: Expression, clauses: readonly Clause[], frame: Frame): Value[] {
  const [clause, ...rest] = clauses;
  if (clause === undefined) return [compute(body, frame)];
  if (clause.type === "if") return isTrue(compute(clause.test, frame)) ? comprehend(body, rest, frame) : [];
  const { iterable, targets } = clause;
  return itemsOf(compute(iterable, frame), iterable.position).flatMap((item) => {
    assign(targets, item, frame.scope, iterable.position);
    return comprehend(body, rest, frame);
  });
}

function callFunction(
  { callee, arguments: given, position }: Extract<Expression, { type: "call" }>,
  frame: Frame,
): Value {
  const called = compute(callee, frame);
  if (!(called instanceof FunctionValue)) throw evaluationFault(`${typeName(called)} cannot be called`, position);
  const gathered = gatherArguments(given, (argument) => compute(argument, frame), position);
  return measured(called.call({ ...gathered, position: callee.position }), frame.budget, position);
}

/** A new value costs its length. */
function measured(result: Value, budget: Budget, position: RulesPosition): Value {
  if (typeof result === "string" || isList(result)) budget.spend(result.length, position);
  return result;
}

/** A frame with names of its own, for a function's body or a comprehension. */
function within({ scope, budget }: Frame): Frame {
  return { scope: new Scope(scope), budget };
}
