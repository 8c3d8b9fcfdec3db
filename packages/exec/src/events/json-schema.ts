import * as z from "zod";
import { ThreadEventSchema } from "./events.js";

/**
 * One line of `codex exec --json`, as JSON Schema (draft 2020-12); published as `@codex/exec/events.schema.json`. Fields that it does not
 * name are allowed: later versions may add some.
 */
export function execEventsJsonSchema(): Readonly<Record<string, unknown>> {
  const schema = z.toJSONSchema(ThreadEventSchema, { target: "draft-2020-12", io: "input" });
  return { title: "Events of codex exec", ...schema };
}
