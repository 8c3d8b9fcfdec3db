const OPEN = "<proposed_plan>";
const CLOSE = "</proposed_plan>";

/** A piece of the model's text: part of the message, or of the plan in it. */
export interface PlanPiece {
  readonly type: "message" | "plan-start" | "plan";
  readonly text: string;
}

/** Finds the plan in a message that arrives in pieces: the lines between a line `<proposed_plan>` and a line `</proposed_plan>`. */
export class PlanText {
  /** The start of a line that may become a tag. */
  #held = "";
  #isLineStart = true;
  #isInPlan = false;

  push(delta: string): PlanPiece[] {
    const pieces: PlanPiece[] = [];
    for (const line of delta.match(/[^\n]*\n|[^\n]+/g) ?? []) this.#pushLine(line, pieces);
    return joined(pieces);
  }

  /** Ends the message and returns what was held back. */
  finish(): PlanPiece[] {
    const held = this.#held;
    this.#held = "";
    const pieces: PlanPiece[] = [];
    if (!this.#takeTag(held, pieces) && held !== "") pieces.push(this.#piece(held));
    return pieces;
  }

  /** Handles a line, or a part of one that has not ended. */
  #pushLine(text: string, pieces: PlanPiece[]): void {
    if (!this.#isLineStart) {
      this.#isLineStart = text.endsWith("\n");
      pieces.push(this.#piece(text));
      return;
    }
    const line = this.#held + text;
    const isWhole = line.endsWith("\n");
    this.#held = "";
    if (!isWhole && mayBecomeTag(line)) {
      this.#held = line;
      return;
    }
    if (isWhole && this.#takeTag(line, pieces)) return;
    this.#isLineStart = isWhole;
    pieces.push(this.#piece(line));
  }

  #takeTag(line: string, pieces: PlanPiece[]): boolean {
    if (line.trim() !== (this.#isInPlan ? CLOSE : OPEN)) return false;
    this.#isInPlan = !this.#isInPlan;
    if (this.#isInPlan) pieces.push({ type: "plan-start", text: "" });
    return true;
  }

  #piece(text: string): PlanPiece {
    return { type: this.#isInPlan ? "plan" : "message", text };
  }
}

/** Splits a complete message into the text around the plan and the last plan in it. */
export function splitPlan(text: string): { readonly message: string; readonly plan: string | undefined } {
  const parser = new PlanText();
  let message = "";
  let plan: string | undefined;
  for (const piece of [...parser.push(text), ...parser.finish()]) {
    if (piece.type === "message") message += piece.text;
    else plan = piece.type === "plan-start" ? "" : (plan ?? "") + piece.text;
  }
  return { message, plan };
}

/** A complete message without the plan tags, for display. */
export function withoutPlanTags(text: string): string {
  const parser = new PlanText();
  return [...parser.push(text), ...parser.finish()].map((piece) => piece.text).join("");
}

const mayBecomeTag = (line: string): boolean => {
  const start = line.trimStart();
  return [OPEN, CLOSE].some((tag) => tag.startsWith(start.trimEnd()));
};

/** Merges adjacent pieces of the same type. */
function joined(pieces: readonly PlanPiece[]): PlanPiece[] {
  const all: PlanPiece[] = [];
  for (const piece of pieces) {
    const last = all.at(-1);
    if (last?.type === piece.type && piece.type !== "plan-start") {
      all[all.length - 1] = { ...piece, text: last.text + piece.text };
    } else all.push(piece);
  }
  return all;
}
