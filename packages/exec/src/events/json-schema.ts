import * as z from "zod";
import { ThreadEventSchema } from "./events.js";

/** One line of `codex exec --json`, as JSON Schema (draft 2020-12). */
export function execEventsJsonSchema(): Readonly<Record<string, unknown>> {
  return { title: "Events of codex exec", ...z.toJSONSchema(ThreadEventSchema, { target: "draft-2020-12" }) };
}
