/** What is wrong with a rules file. Switch on the code, never on the message. */
export type RulesFaultCode =
  /** The text is no Starlark, or a part of Starlark that rules do not have. */
  | "syntax"
  /** The text reads well, but what it says cannot be done: an unknown name, a wrong type. */
  | "evaluation"
  /** A rule with a wrong parameter. */
  | "invalid-rule"
  /** An example of a rule does not come out as the rule promises. */
  | "example-mismatch"
  /** The file takes more steps or memory than a list of rules can need. */
  | "too-costly";

/** A place in a rules file; lines and columns count from 1. */
export interface RulesPosition {
  readonly line: number;
  readonly column: number;
}

/** A fault in a rules file, as a value: broken files are expected. `message` is meant for a person. */
export interface RulesFault {
  readonly code: RulesFaultCode;
  readonly message: string;
  readonly position: RulesPosition;
}

/** Carries a fault out of the reader; never leaves this package. */
export class RulesFaultError extends Error {
  override readonly name = "RulesFaultError";
  readonly fault: RulesFault;

  constructor(code: RulesFaultCode, message: string, position: RulesPosition) {
    super(message);
    this.fault = { code, message, position };
  }
}

/** The error for what reads well and cannot be done. */
export function evaluationFault(message: string, position: RulesPosition): RulesFaultError {
  return new RulesFaultError("evaluation", message, position);
}
