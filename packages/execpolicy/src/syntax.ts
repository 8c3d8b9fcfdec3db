import type { RulesPosition } from "./error.js";

/** The part of Starlark that rules files use. */
export type Expression = { readonly position: RulesPosition } & (
  | { readonly type: "literal"; readonly value: string | number | boolean | null }
  /** Alternating texts and expressions. */
  | { readonly type: "template"; readonly parts: readonly (string | Expression)[] }
  | { readonly type: "name"; readonly name: string }
  | { readonly type: "lambda"; readonly parameters: readonly Parameter[]; readonly body: Block }
  | { readonly type: "list"; readonly items: readonly Expression[] }
  | { readonly type: "dictionary"; readonly entries: readonly (readonly [Expression, Expression])[] }
  | { readonly type: "comprehension"; readonly body: Expression; readonly clauses: readonly Clause[] }
  | { readonly type: "call"; readonly callee: Expression; readonly arguments: readonly Argument[] }
  | { readonly type: "attribute"; readonly object: Expression; readonly name: string }
  | { readonly type: "index"; readonly object: Expression; readonly index: Expression }
  | {
      readonly type: "slice";
      readonly object: Expression;
      readonly from: Expression | undefined;
      readonly to: Expression | undefined;
    }
  | { readonly type: "not"; readonly operand: Expression }
  | { readonly type: "negative"; readonly operand: Expression }
  | {
      readonly type: "binary";
      readonly operator: BinaryOperator;
      readonly left: Expression;
      readonly right: Expression;
    }
  | { readonly type: "conditional"; readonly test: Expression; readonly yes: Expression; readonly no: Expression }
);

export type BinaryOperator =
  | "or"
  | "and"
  | "=="
  | "!="
  | "<"
  | ">"
  | "<="
  | ">="
  | "in"
  | "not in"
  | "+"
  | "-"
  | "*"
  | "%";

export type Clause =
  | { readonly type: "for"; readonly targets: readonly string[]; readonly iterable: Expression }
  | { readonly type: "if"; readonly test: Expression };

export interface Argument {
  /** Undefined for a positional argument. */
  readonly name: string | undefined;
  /** `*value`: a list of positional arguments. */
  readonly isSpread?: boolean;
  /** `**value`: a dictionary of named arguments. */
  readonly isNamedSpread?: boolean;
  readonly value: Expression;
}

export interface Parameter {
  readonly name: string;
  readonly fallback: Expression | undefined;
  /** `*name`: the remaining positional arguments. */
  readonly isRest?: boolean;
  /** `**name`: the remaining named arguments. */
  readonly isNamedRest?: boolean;
}

export type Statement = { readonly position: RulesPosition } & (
  | { readonly type: "expression"; readonly expression: Expression }
  | { readonly type: "assign"; readonly targets: readonly string[]; readonly value: Expression }
  | {
      readonly type: "assign-part";
      readonly object: Expression;
      readonly index: Expression;
      readonly value: Expression;
    }
  | { readonly type: "for"; readonly targets: readonly string[]; readonly iterable: Expression; readonly body: Block }
  | { readonly type: "if"; readonly branches: readonly Branch[]; readonly otherwise: Block }
  | { readonly type: "def"; readonly name: string; readonly parameters: readonly Parameter[]; readonly body: Block }
  | { readonly type: "return"; readonly value: Expression | undefined }
  | { readonly type: "pass" | "break" | "continue" }
);

export interface Branch {
  readonly test: Expression;
  readonly body: Block;
}

export type Block = readonly Statement[];
