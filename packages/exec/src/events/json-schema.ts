import * as z from "zod";
import { ThreadEventSchema } from "./events.js";

/**
 * The JSON Schema (draft 2020-12) of one line of `codex exec --json`, published as `@codex/exec/events.schema.json`. Additional fields are
 * allowed, since later versions may add some.
 */
export function execEventsJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(ThreadEventSchema, { target: "draft-2020-12", io: "input" });
  return { title: "Events of codex exec", ...schema };
}
