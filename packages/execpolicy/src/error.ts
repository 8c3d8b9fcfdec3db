/** The kind of fault in a rules file. Switch on the code, never on the message. */
export type RulesFaultCode =
  /** The text is not Starlark, or uses a part of Starlark that rules do not support. */
  | "syntax"
  /** The text is valid but cannot be evaluated: an unknown name, a wrong type. */
  | "evaluation"
  /** A rule with a wrong parameter. */
  | "invalid-rule"
  /** An example of a rule does not match as the rule promises. */
  | "example-mismatch"
  /** The file takes more steps or memory than any list of rules needs. */
  | "too-costly";

/** A position in a rules file; lines and columns start at 1. */
export interface RulesPosition {
  readonly line: number;
  readonly column: number;
}

/** A fault in a rules file, as a value, because broken files are expected. `message` is for people. */
export interface RulesFault {
  readonly code: RulesFaultCode;
  readonly message: string;
  readonly position: RulesPosition;
}

/** Carries a fault out of the parser and evaluator; never leaves this package. */
export class RulesFaultError extends Error {
  override readonly name = "RulesFaultError";
  readonly fault: RulesFault;

  constructor(code: RulesFaultCode, message: string, position: RulesPosition) {
    super(message);
    this.fault = { code, message, position };
  }
}

/** The error for valid text that cannot be evaluated. */
export function evaluationFault(message: string, position: RulesPosition): RulesFaultError {
  return new RulesFaultError("evaluation", message, position);
}
