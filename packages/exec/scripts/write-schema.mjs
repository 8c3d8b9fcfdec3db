// Writes what is published as `@codex/exec/events.schema.json`, from the schemas that were just built.
import { writeFileSync } from "node:fs";
import { execEventsJsonSchema } from "../dist/events/index.js";

const file = new URL("../dist/events.schema.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(execEventsJsonSchema(), undefined, 2)}\n`);
