import type { Question } from "@codex/core";
import { fieldsOf } from "../state/form.js";
import type { ThreadDialog } from "./dialogs.js";
import { FormDialog } from "./form-dialog.js";
import { type KeyTimes, QuestionDialog } from "./question-dialog.js";

/** A question that a key answers, or a form. */
export function threadDialog(question: Question, times: KeyTimes): ThreadDialog {
  return fieldsOf(question).length > 0 ? new FormDialog(question, times) : new QuestionDialog(question, times);
}
