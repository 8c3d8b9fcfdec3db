import { RulesFaultError, type RulesPosition } from "./error.js";
import type { Expression } from "./syntax.js";
import { TokenReader } from "./token-reader.js";
import { type Token, tokenize } from "./tokens.js";

/** `f"a{X}b"`: alternating texts and expressions; `{{` and `}}` are braces. Expressions contain no braces. */
export function parseTemplate(
  { text, position }: Token,
  parse: (reader: TokenReader) => Expression,
): readonly (string | Expression)[] {
  const parts: (string | Expression)[] = [];
  for (const [whole, inner] of text.matchAll(/\{\{|\}\}|\{([^{}]*)\}|[^{}]+|[{}]/g)) {
    if (inner !== undefined) parts.push(parseInner(inner, { position, parse }));
    else if (whole === "{" || whole === "}")
      throw fault("a brace in this string is not closed, or not opened", position);
    else parts.push(whole === "{{" || whole === "}}" ? whole.slice(1) : whole);
  }
  return parts;
}

interface Place {
  readonly position: RulesPosition;
  readonly parse: (reader: TokenReader) => Expression;
}

/** Faults in it are reported at the start of the string. */
function parseInner(inner: string, { position, parse }: Place): Expression {
  const tokens = tokensOf(inner, position);
  if (tokens.some(({ kind }) => kind === "template")) throw fault("such a string holds no other one", position);
  const reader = new TokenReader(tokens);
  const expression = parse(reader);
  reader.skip("newline");
  if (!reader.is("end")) throw reader.fault("expected the end of what is in braces");
  return expression;
}

function tokensOf(inner: string, position: RulesPosition): Token[] {
  try {
    return tokenize(inner.trim()).map((token) => ({ ...token, position }));
  } catch (error) {
    throw error instanceof RulesFaultError ? fault(error.message, position) : error;
  }
}

const fault = (message: string, position: RulesPosition) => new RulesFaultError("syntax", message, position);
