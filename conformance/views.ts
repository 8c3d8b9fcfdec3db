import { type Json, messageOf, type Observation, type View } from "./observation.js";

/** Texts of programs and errors, which may be worded differently. */
const WORDED = new Set(["stderr", "aggregated_output", "formatted_output"]);

/** Without the wording of errors, and without the outputs of these calls for the model. */
export function withoutWording(...callIds: readonly string[]): (seen: Observation) => Observation {
  return (seen) =>
    rewritten(seen, (value, key, holder) => {
      if (typeof value === "string" && value !== "" && WORDED.has(key)) return "<wording>";
      if (key === "output" && typeof value === "string" && callIds.includes(String(holder["call_id"])))
        return "<wording>";
      if (key === "text" && holder["stream"] === "stderr") return "<wording>";
      if (key === "message" && holder["type"] === "background_event") return "<wording>";
      return value;
    });
}

/** Without the outputs of calls of this type for the model. */
export function withoutOutputs(type: string): View {
  return (seen) =>
    rewritten(seen, (value, key, holder) => (key === "output" && holder["type"] === type ? "<prose>" : value));
}

/** Without the texts of errors and the cause that is given with a retry. */
export const withoutErrorTexts = (seen: Observation): Observation =>
  rewritten(withoutCauses(seen), (value, key, holder) =>
    key === "message" && holder["type"] === "error" ? "<error>" : value,
  );

export const withoutCauses = (seen: Observation): Observation =>
  rewritten(seen, (value, key) =>
    key === "message" && typeof value === "string"
      ? value.replace(/^stream error: .*?; retrying/, "stream error: <cause>; retrying")
      : value,
  );

/** Without the text of a question. */
export const withoutQuestions = (seen: Observation): Observation => ({
  ...seen,
  serverRequests: (seen.serverRequests ?? []).map((request) => ({
    ...request,
    params: { ...(request["params"] as Json), message: "<message>" },
  })),
});

/** Only the types of content in tool results. */
export const withoutContents = (seen: Observation): Observation => ({
  ...seen,
  replies: (seen.replies ?? []).map((reply) => {
    const result = reply["result"] as { readonly content?: readonly Json[] } | undefined;
    if (result?.content === undefined) return reply;
    return { ...reply, result: { ...result, content: result.content.map(({ type }) => ({ type })) } };
  }),
});

/** Without events of these types. */
export function withoutEvents(...types: readonly string[]): (seen: Observation) => Observation {
  return (seen) => ({
    ...seen,
    events: (seen.events ?? []).filter((event) => !types.includes(String(messageOf(event)["type"]))),
  });
}

/** Applies `change` to every value of a tree, from the leaves up. */
export function rewritten<T>(tree: T, change: (value: unknown, key: string, holder: Json) => unknown): T {
  return JSON.parse(JSON.stringify(tree), function (this: Json, key, value) {
    return change(value, key, this);
  });
}
