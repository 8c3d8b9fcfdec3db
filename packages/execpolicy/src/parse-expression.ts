import { parseTemplate } from "./parse-template.js";
import type { Argument, BinaryOperator, Clause, Expression, Parameter } from "./syntax.js";
import type { TokenReader } from "./token-reader.js";

/** From the loosest to the tightest; `not` is between `and` and the comparisons. */
const LEVELS: readonly (readonly BinaryOperator[])[] = [
  ["or"],
  ["and"],
  ["==", "!=", "<=", ">=", "<", ">", "in", "not in"],
  ["+", "-"],
  ["*", "%"],
];
const COMPARISONS = 2;

/** `A`, or `A if TEST else B`. */
export function parseExpression(reader: TokenReader): Expression {
  return reader.nested(() => {
    if (reader.is("keyword", "lambda")) return parseLambda(reader);
    const yes = parseLevel(reader, 0);
    if (!reader.is("keyword", "if")) return yes;
    const { position } = reader.take();
    const test = parseLevel(reader, 0);
    reader.expect("keyword", "else");
    return { type: "conditional", position, test, yes, no: parseExpression(reader) };
  });
}

/** `lambda A, B: VALUE`: a function that returns it. */
function parseLambda(reader: TokenReader): Expression {
  const { position } = reader.take();
  const parameters = parseParameters(reader, ":");
  return { type: "lambda", position, parameters, body: [{ type: "return", position, value: parseExpression(reader) }] };
}

/** A function's parameters, up to the closing token. */
export function parseParameters(reader: TokenReader, closing: ")" | ":"): Parameter[] {
  const parameters: Parameter[] = [];
  while (!reader.skip("operator", closing)) {
    parameters.push(parseParameter(reader));
    if (!reader.is("operator", closing)) reader.expect("operator", ",");
  }
  return parameters;
}

function parseParameter(reader: TokenReader): Parameter {
  const isNamedRest = reader.skip("operator", "**");
  const isRest = !isNamedRest && reader.skip("operator", "*");
  const { text: name } = reader.expect("name");
  if (isRest || isNamedRest) return { name, fallback: undefined, isRest, isNamedRest };
  return { name, fallback: reader.skip("operator", "=") ? parseExpression(reader) : undefined };
}

/** One expression, or several separated by commas, which make a list. */
export function parseExpressions(reader: TokenReader): Expression {
  const first = parseExpression(reader);
  if (!reader.is("operator", ",")) return first;
  const items = [first];
  while (reader.skip("operator", ",") && !reader.is("newline") && !reader.is("operator", ")")) {
    items.push(parseExpression(reader));
  }
  return { type: "list", position: first.position, items };
}

/** The names that a loop or an assignment sets. */
export function parseTargets(reader: TokenReader): string[] {
  const bracket = reader.skip("operator", "(");
  const names = [reader.expect("name").text];
  while (reader.skip("operator", ",") && reader.is("name")) names.push(reader.take().text);
  if (bracket) reader.expect("operator", ")");
  return names;
}

function parseLevel(reader: TokenReader, level: number): Expression {
  if (level === COMPARISONS && reader.is("keyword", "not")) {
    const { position } = reader.take();
    return { type: "not", position, operand: reader.nested(() => parseLevel(reader, level)) };
  }
  const operators = LEVELS[level];
  if (operators === undefined) return parseUnary(reader);
  let left = parseLevel(reader, level + 1);
  for (
    let operator = takeOperator(reader, operators);
    operator !== undefined;
    operator = takeOperator(reader, operators)
  ) {
    left = { type: "binary", position: left.position, operator, left, right: parseLevel(reader, level + 1) };
  }
  return left;
}

function takeOperator(reader: TokenReader, operators: readonly BinaryOperator[]): BinaryOperator | undefined {
  if (operators.includes("not in") && reader.skip("keyword", "not")) {
    reader.expect("keyword", "in");
    return "not in";
  }
  return operators.find((operator) => reader.skip(/^[a-z]/.test(operator) ? "keyword" : "operator", operator));
}

function parseUnary(reader: TokenReader): Expression {
  if (!reader.is("operator", "-")) return parsePostfix(reader);
  const { position } = reader.take();
  return { type: "negative", position, operand: reader.nested(() => parseUnary(reader)) };
}

function parsePostfix(reader: TokenReader): Expression {
  let object = parsePrimary(reader);
  for (;;) {
    const { position } = reader.next;
    if (reader.skip("operator", "("))
      object = { type: "call", position, callee: object, arguments: parseArguments(reader) };
    else if (reader.skip("operator", "."))
      object = { type: "attribute", position, object, name: reader.expect("name").text };
    else if (reader.skip("operator", "[")) {
      object = parsePart(reader, object);
    } else return object;
  }
}

/** `[INDEX]`, or `[FROM:TO]`. */
function parsePart(reader: TokenReader, object: Expression): Expression {
  const { position } = reader.next;
  const from = reader.is("operator", ":") ? undefined : parseExpression(reader);
  if (!reader.skip("operator", ":")) {
    reader.expect("operator", "]");
    if (from === undefined) throw reader.fault("expected a value");
    return { type: "index", position, object, index: from };
  }
  const to = reader.is("operator", "]") ? undefined : parseExpression(reader);
  reader.expect("operator", "]");
  return { type: "slice", position, object, from, to };
}

function parseArguments(reader: TokenReader): Argument[] {
  const found: Argument[] = [];
  while (!reader.skip("operator", ")")) {
    found.push(parseArgument(reader));
    if (!reader.is("operator", ")")) reader.expect("operator", ",");
  }
  return found;
}

function parseArgument(reader: TokenReader): Argument {
  if (reader.skip("operator", "**")) return { name: undefined, isNamedSpread: true, value: parseExpression(reader) };
  if (reader.skip("operator", "*")) return { name: undefined, isSpread: true, value: parseExpression(reader) };
  const value = parseExpression(reader);
  if (value.type === "name" && reader.skip("operator", "="))
    return { name: value.name, value: parseExpression(reader) };
  return { name: undefined, value };
}

function parsePrimary(reader: TokenReader): Expression {
  const { kind, text, position } = reader.next;
  if (kind === "string") return parseStrings(reader);
  if (kind === "template") return { type: "template", position, parts: parseTemplate(reader.take(), parseExpression) };
  if (kind === "number") return { type: "literal", position, value: Number(reader.take().text) };
  if (kind === "name") {
    reader.take();
    const constant = CONSTANTS.get(text);
    return constant === undefined
      ? { type: "name", position, name: text }
      : { type: "literal", position, value: constant.value };
  }
  if (reader.skip("operator", "[")) return parseBracketed(reader, "]");
  if (reader.skip("operator", "(")) return parseBracketed(reader, ")");
  if (reader.skip("operator", "{")) return parseDictionary(reader);
  throw reader.fault("expected a value");
}

const CONSTANTS = new Map([
  ["True", { value: true }],
  ["False", { value: false }],
  ["None", { value: null }],
]);

/** Adjacent strings are concatenated. */
function parseStrings(reader: TokenReader): Expression {
  const { position } = reader.next;
  let value = "";
  while (reader.is("string")) value += reader.take().text;
  return { type: "literal", position, value };
}

/** A list, a tuple (which counts as a list), an expression in parentheses, or a comprehension. */
function parseBracketed(reader: TokenReader, closing: "]" | ")"): Expression {
  const { position } = reader.next;
  const items: Expression[] = [];
  let commas = 0;
  while (!reader.is("operator", closing)) {
    items.push(parseExpression(reader));
    const [body] = items;
    if (items.length === 1 && body !== undefined && reader.is("keyword", "for")) {
      const clauses = parseClauses(reader);
      reader.expect("operator", closing);
      return { type: "comprehension", position, body, clauses };
    }
    if (reader.skip("operator", ",")) commas += 1;
    else break;
  }
  reader.expect("operator", closing);
  const [only] = items;
  return closing === ")" && commas === 0 && only !== undefined ? only : { type: "list", position, items };
}

function parseClauses(reader: TokenReader): Clause[] {
  const clauses: Clause[] = [];
  for (;;) {
    if (reader.skip("keyword", "for")) {
      const targets = parseTargets(reader);
      reader.expect("keyword", "in");
      clauses.push({ type: "for", targets, iterable: parseLevel(reader, 0) });
    } else if (reader.skip("keyword", "if")) clauses.push({ type: "if", test: parseLevel(reader, 0) });
    else return clauses;
  }
}

function parseDictionary(reader: TokenReader): Expression {
  const { position } = reader.next;
  const entries: [Expression, Expression][] = [];
  while (!reader.is("operator", "}")) {
    const key = parseExpression(reader);
    reader.expect("operator", ":");
    entries.push([key, parseExpression(reader)]);
    if (!reader.skip("operator", ",")) break;
  }
  reader.expect("operator", "}");
  return { type: "dictionary", position, entries };
}
