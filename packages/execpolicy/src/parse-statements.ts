import { RulesFaultError } from "./error.js";
import { parseExpression, parseExpressions, parseTargets } from "./parse-expression.js";
import type { Block, Branch, Expression, Parameter, Statement } from "./syntax.js";
import { TokenReader } from "./token-reader.js";
import { tokenize } from "./tokens.js";

/** Reads the text of a rules file. Throws `RulesFaultError`. */
export function parseStatements(text: string): Block {
  const reader = new TokenReader(tokenize(text));
  const statements: Statement[] = [];
  while (!reader.is("end")) statements.push(parseStatement(reader));
  return statements;
}

function parseStatement(reader: TokenReader): Statement {
  const { kind, text, position } = reader.next;
  if (kind === "indent") throw new RulesFaultError("syntax", "this line is indented without a reason", position);
  if (kind !== "keyword") return simpleStatement(reader);
  switch (text) {
    case "for":
      return parseFor(reader);
    case "if":
      return parseIf(reader);
    case "def":
      return parseDef(reader);
    case "return": {
      reader.take();
      const value = reader.is("newline") ? undefined : parseExpressions(reader);
      reader.expect("newline");
      return { type: "return", position, value };
    }
    case "pass":
    case "break":
    case "continue":
      reader.take();
      reader.expect("newline");
      return { type: text, position };
    case "not":
      return simpleStatement(reader);
    default:
      throw new RulesFaultError("syntax", `rules files have no "${text}"`, position);
  }
}

function simpleStatement(reader: TokenReader): Statement {
  const { position } = reader.next;
  const expression = parseExpressions(reader);
  const added = reader.is("operator", "+=");
  if (!added && !reader.is("operator", "=")) {
    reader.expect("newline");
    return { type: "expression", position, expression };
  }
  reader.take();
  const targets = targetsOf(expression);
  const right = parseExpressions(reader);
  reader.expect("newline");
  const value: Expression = added ? { type: "binary", position, operator: "+", left: expression, right } : right;
  return { type: "assign", position, targets, value };
}

function targetsOf(expression: Expression): string[] {
  const names = (expression.type === "list" ? expression.items : [expression]).map((item) => {
    if (item.type !== "name") throw new RulesFaultError("syntax", "only names can be assigned to", item.position);
    return item.name;
  });
  return names;
}

function parseBlock(reader: TokenReader): Block {
  reader.expect("operator", ":");
  if (!reader.skip("newline")) return [parseStatement(reader)];
  if (!reader.skip("indent")) throw reader.fault("expected an indented line");
  return reader.nested(() => {
    const statements: Statement[] = [];
    while (!reader.skip("dedent")) statements.push(parseStatement(reader));
    return statements;
  });
}

function parseFor(reader: TokenReader): Statement {
  const { position } = reader.take();
  const targets = parseTargets(reader);
  reader.expect("keyword", "in");
  const iterable = parseExpressions(reader);
  return { type: "for", position, targets, iterable, body: parseBlock(reader) };
}

function parseIf(reader: TokenReader): Statement {
  const { position } = reader.take();
  const branches: Branch[] = [parseBranch(reader)];
  while (reader.skip("keyword", "elif")) branches.push(parseBranch(reader));
  const otherwise = reader.skip("keyword", "else") ? parseBlock(reader) : [];
  return { type: "if", position, branches, otherwise };
}

function parseBranch(reader: TokenReader): Branch {
  const test = parseExpression(reader);
  return { test, body: parseBlock(reader) };
}

function parseDef(reader: TokenReader): Statement {
  const { position } = reader.take();
  const { text: name } = reader.expect("name");
  reader.expect("operator", "(");
  const parameters: Parameter[] = [];
  while (!reader.skip("operator", ")")) {
    const { text: parameter } = reader.expect("name");
    parameters.push({ name: parameter, fallback: reader.skip("operator", "=") ? parseExpression(reader) : undefined });
    if (!reader.is("operator", ")")) reader.expect("operator", ",");
  }
  return { type: "def", position, name, parameters, body: parseBlock(reader) };
}
