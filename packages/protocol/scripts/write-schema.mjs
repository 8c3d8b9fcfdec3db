// Writes what is published as `@codex/protocol/schema.json`, from the schemas that were just built.
import { writeFileSync } from "node:fs";
import { protocolJsonSchema } from "../dist/json-schema.js";

const file = new URL("../dist/schema.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(protocolJsonSchema(), undefined, 2)}\n`);
