import { isJsonObject, type JsonObject } from "../../json.js";

/** The names under which servers send reasoning. They reject it under a name that is not theirs. */
export type ReasoningField = "reasoning" | "reasoning_content";

/** What a server needs back, apart from the reasoning's text, with an answer that has calls. */
export interface ReasoningToReturn {
  readonly field: ReasoningField;
  /** OpenRouter's form of signed or encrypted reasoning; Gemini's models refuse calls without it. */
  readonly details: readonly JsonObject[];
}

const FIELD = "reasoning_field";
const DETAILS = "reasoning_details";

/** It is saved in the extra content of the answer's first call, where it outlives the process. */
export function withReasoning(
  extra: JsonObject | undefined,
  { field, details }: ReasoningToReturn,
): JsonObject | undefined {
  const added = {
    ...(field === "reasoning_content" ? {} : { [FIELD]: field }),
    ...(details.length === 0 ? {} : { [DETAILS]: details }),
  };
  return Object.keys(added).length === 0 ? extra : { ...extra, ...added };
}

/** Separates it from what belongs to the call itself. */
export function withoutReasoning(extra: JsonObject | undefined): {
  readonly extra: JsonObject | undefined;
  readonly reasoning: ReasoningToReturn;
} {
  const { [FIELD]: field, [DETAILS]: details, ...own } = extra ?? {};
  return {
    extra: Object.keys(own).length === 0 ? undefined : own,
    reasoning: {
      field: field === "reasoning" ? "reasoning" : "reasoning_content",
      details: Array.isArray(details) ? details.filter(isJsonObject) : [],
    },
  };
}

/** Adds the details of one chunk: texts arrive in pieces, everything else whole. */
export function addDetails(known: JsonObject[], added: unknown): void {
  if (!Array.isArray(added)) return;
  for (const piece of added.filter(isJsonObject)) {
    const last = known.at(-1);
    const continues = last?.["type"] === piece["type"] && last?.["index"] === piece["index"];
    const field = piece["type"] === "reasoning.text" ? "text" : piece["type"] === "reasoning.summary" ? "summary" : "";
    if (last === undefined || !continues || field === "") known.push(piece);
    else known[known.length - 1] = { ...last, ...withoutNulls(piece), [field]: joined(last[field], piece[field]) };
  }
}

/** Adding is cheap, also for thousands of pieces: joining a list would copy all the text for each. */
const joined = (before: unknown, after: unknown): string => textOf(before) + textOf(after);

const textOf = (value: unknown): string => (typeof value === "string" ? value : "");

function withoutNulls(value: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(value).filter(([, field]) => field !== null && field !== undefined));
}
