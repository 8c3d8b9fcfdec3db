import type { Question } from "@codex/core";
import { fieldsOf } from "../state/form.js";
import type { ThreadDialog } from "./dialogs.js";
import { FormDialog } from "./form-dialog.js";
import { QuestionDialog } from "./question-dialog.js";

/** A key answers, or something has to be typed. */
export function threadDialog(question: Question): ThreadDialog {
  return fieldsOf(question).length > 0 ? new FormDialog(question) : new QuestionDialog(question);
}
