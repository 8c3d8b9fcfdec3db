import type { Answer, Question } from "@codex/core";
import { type Key, nameOfKey } from "../terminal/key-codes.js";
import { EMPTY, joined, type Safe, safe, safeLine } from "../text/safe.js";
import { fitRow } from "../text/styled.js";
import type { Look } from "../view/look.js";
import { choiceRows, choicesOf, type QuestionChoice, questionBody } from "../view/question-view.js";

/** When keys count as answers: a key meant for the draft when the question appeared must not answer it. */
export interface KeyTimes {
  readonly now: () => number;
  /** How long the keyboard must have been silent, in milliseconds. */
  readonly silenceMs: () => number;
}

export type QuestionKey =
  | { readonly type: "answer"; readonly answer: Answer }
  /** The key had an effect on the dialog. */
  | { readonly type: "taken" }
  /** The key is for the draft. */
  | { readonly type: "passed" };

const PASSED: QuestionKey = { type: "passed" };
const TAKEN: QuestionKey = { type: "taken" };

/** A question shown above the draft until a key answers it. */
export class QuestionDialog {
  readonly question: Question;
  readonly #choices: readonly QuestionChoice[];
  readonly #times: KeyTimes;
  #silentSince: number;
  #marked: number | undefined;
  /** The first visible row of the body. */
  #scroll = 0;
  #hidden = 0;
  #page = 1;

  constructor(question: Question, times: KeyTimes) {
    this.question = question;
    this.#choices = choicesOf(question);
    this.#times = times;
    this.#silentSince = times.now();
  }

  /** Renders at most `maxRows` rows. Longer questions are shown in parts, and yes waits for the last one. */
  rows(look: Look, maxRows: number): Safe[] {
    const { rows: choices, unsaid } = choiceRows(this.#choices, this.#marked, look, Math.floor(maxRows / 2));
    const body = [...questionBody(this.question, look), ...unsaid];
    if (body.length + choices.length <= maxRows) {
      this.#hidden = 0;
      return [EMPTY, ...body, ...choices].slice(-maxRows);
    }
    // Without room for both, the choices follow at the end of the text.
    const isTight = maxRows < choices.length + 2;
    const seen = this.#pageOf(
      isTight ? [...body, ...choices] : body,
      isTight ? maxRows : maxRows - choices.length,
      look,
    );
    return isTight ? seen : [...seen, ...choices];
  }

  /** The visible part of the text, and how many rows follow, if there is a row to say so. */
  #pageOf(text: readonly Safe[], maxRows: number, { paint, marks, columns }: Look): Safe[] {
    this.#page = Math.max(0, maxRows > 1 ? maxRows - 1 : maxRows);
    this.#scroll = Math.min(this.#scroll, text.length - this.#page);
    this.#hidden = text.length - this.#page - this.#scroll;
    const shown = text.slice(this.#scroll, this.#scroll + this.#page);
    if (maxRows < 2) return shown;
    const more = this.#hidden === 0 ? safe`end` : safe`${this.#hidden} more lines: Space reads on, then answer`;
    return [...shown, fitRow(paint.warning(safe`  ${marks.ellipsis} ${more}`), columns() - 1)];
  }

  /** The whole question. */
  plainRows(look: Look): Safe[] {
    const numbered = joined(
      this.#choices.map(({ short }, index) => safe`${index + 1} ${safeLine(short)}`),
      ", ",
    );
    const keys = joined(
      this.#choices.filter(({ answer }) => answer !== "stop").map(({ key }) => safeLine(key)),
      ", ",
    );
    const typed = this.#choices.map((choice) => (choice.answer === "stop" ? { ...choice, key: "s" } : choice));
    this.#hidden = 0;
    return [
      EMPTY,
      ...questionBody(this.question, look),
      ...choiceRows(typed, undefined, look, Number.MAX_SAFE_INTEGER).rows,
      safe`question: type ${keys} or stop, or a number: ${numbered}`,
    ];
  }

  take(key: Key): QuestionKey {
    const now = this.#times.now();
    const wasSilent = now - this.#silentSince >= this.#times.silenceMs();
    this.#silentSince = now;
    if (!wasSilent && this.#marked === undefined && this.#scroll === 0) return PASSED;
    switch (nameOfKey(key)) {
      case "escape":
        return answered({ type: "cancelled" });
      case "pagedown":
      case "space":
        if (this.#hidden === 0 && this.#scroll === 0) return PASSED;
        this.#scroll += this.#page;
        return TAKEN;
      case "pageup":
        this.#scroll = Math.max(0, this.#scroll - this.#page);
        return TAKEN;
      case "right":
      case "tab":
      case "down":
        this.#marked = this.#marked === undefined ? 0 : (this.#marked + 1) % this.#choices.length;
        return TAKEN;
      case "left":
      case "shift-tab":
      case "up":
        this.#marked = ((this.#marked ?? 0) + this.#choices.length - 1) % this.#choices.length;
        return TAKEN;
      case "enter": {
        const marked = this.#marked === undefined ? undefined : this.#choices[this.#marked];
        return marked === undefined ? PASSED : this.#choose(marked);
      }
      default: {
        const choice = this.#choices.find((one) => one.key === key.text?.toLowerCase());
        return choice === undefined ? PASSED : this.#choose(choice);
      }
    }
  }

  /**
   * Takes a line: the key, word or number of a choice; only a no may be followed by more. Anything else is no answer, since a message
   * could begin like one ("actually, no"). In plain mode, the whole question has been printed.
   */
  takeLine(line: string): Answer | undefined {
    const said = line.trim().toLowerCase();
    const word = /^(no?)[,:.;]?\s/.exec(said)?.[1] ?? said;
    if (["s", "stop", "/stop"].includes(word)) return { type: "cancelled" };
    const choice = /^\d$/.test(word)
      ? this.#choices[Number(word) - 1]
      : this.#choices.find(({ key, short }) => key === word || short === word);
    const taken = choice === undefined ? undefined : this.#choose(choice);
    return taken?.type === "answer" ? taken.answer : undefined;
  }

  #choose({ answer }: QuestionChoice): QuestionKey {
    // Nobody can agree to what they have not seen.
    if (this.#hidden > 0 && (answer === "once" || answer === "thread" || answer === "rule")) {
      this.#scroll += this.#page;
      return TAKEN;
    }
    switch (answer) {
      case "once":
        return answered(
          this.question.kind === "elicitation"
            ? { type: "accepted", content: {} }
            : { type: "approved", scope: "once" },
        );
      case "thread":
        return answered({ type: "approved", scope: "thread" });
      case "rule": {
        const rule = this.question.kind === "command" ? this.question.proposedRule : undefined;
        return answered(
          rule === undefined ? { type: "approved", scope: "once" } : { type: "approved", scope: "rule", words: rule },
        );
      }
      case "no":
        return answered({ type: "denied" });
      case "stop":
        return answered({ type: "cancelled" });
      default:
        return answer satisfies never;
    }
  }
}

function answered(answer: Answer): QuestionKey {
  return { type: "answer", answer };
}
