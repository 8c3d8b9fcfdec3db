import { type Answer, permissionWords, type Question } from "@codex/core";
import { type Safe, safe, safeLine } from "../text/safe.js";
import type { Look } from "./look.js";

/** The outcome of a permissions question, which no item reports. Withdrawn questions have none. */
export function permissionLines(question: Question, answer: Answer, { paint, marks }: Look): Safe[] {
  if (question.kind !== "permissions" || answer.type === "cancelled") return [];
  const words = safeLine(permissionWords(question.permissions).join(", "));
  if (answer.type !== "approved") return [safe`${paint.bad(marks.cross)}${paint.dim(safe`not allowed: ${words}`)}`];
  const howLong = answer.scope === "thread" ? safe`this session` : safe`this turn`;
  return [paint.dim(safe`allowed for ${howLong}: ${words}`)];
}
