import { RulesFaultError } from "./error.js";
import { parseExpression, parseExpressions, parseParameters, parseTargets } from "./parse-expression.js";
import type { Block, Branch, Expression, Statement } from "./syntax.js";
import { TokenReader } from "./token-reader.js";
import { tokenize } from "./tokens.js";

/** Parses the text of a rules file. Throws `RulesFaultError`. */
export function parseStatements(text: string): Block {
  const reader = new TokenReader(tokenize(text));
  const statements: Statement[] = [];
  while (!reader.is("end")) statements.push(...parseLine(reader));
  return statements;
}

/** A statement with its own block, or the statements of a line. */
function parseLine(reader: TokenReader): Statement[] {
  const { kind, text, position } = reader.next;
  if (kind === "indent") throw new RulesFaultError("syntax", "this line is indented without a reason", position);
  if (kind === "keyword" && text === "for") return [parseFor(reader)];
  if (kind === "keyword" && text === "if") return [parseIf(reader)];
  if (kind === "keyword" && text === "def") return [parseDef(reader)];
  return parseSimpleLine(reader);
}

/** Statements separated by `;`, up to the end of the line. */
function parseSimpleLine(reader: TokenReader): Statement[] {
  const statements = [simpleStatement(reader)];
  while (reader.skip("operator", ";") && !reader.is("newline")) statements.push(simpleStatement(reader));
  reader.expect("newline");
  return statements;
}

function simpleStatement(reader: TokenReader): Statement {
  const { kind, text, position } = reader.next;
  if (kind !== "keyword" || text === "not") return expressionStatement(reader);
  switch (text) {
    case "return": {
      reader.take();
      const isBare = reader.is("newline") || reader.is("operator", ";");
      return { type: "return", position, value: isBare ? undefined : parseExpressions(reader) };
    }
    case "pass":
    case "break":
    case "continue":
      reader.take();
      return { type: text, position };
    default:
      throw new RulesFaultError("syntax", `rules files have no "${text}" here`, position);
  }
}

function expressionStatement(reader: TokenReader): Statement {
  const { position } = reader.next;
  const expression = parseExpressions(reader);
  const added = reader.is("operator", "+=");
  if (!added && !reader.is("operator", "=")) return { type: "expression", position, expression };
  reader.take();
  if (!added && expression.type === "index") {
    const { object, index } = expression;
    return { type: "assign-part", position, object, index, value: parseExpressions(reader) };
  }
  const targets = targetsOf(expression);
  const right = parseExpressions(reader);
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
  if (!reader.skip("newline")) return parseSimpleLine(reader);
  if (!reader.skip("indent")) throw reader.fault("expected an indented line");
  return reader.nested(() => {
    const statements: Statement[] = [];
    while (!reader.skip("dedent")) statements.push(...parseLine(reader));
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
  const parameters = parseParameters(reader, ")");
  return { type: "def", position, name, parameters, body: parseBlock(reader) };
}
