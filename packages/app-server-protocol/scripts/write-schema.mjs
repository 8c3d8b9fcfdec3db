// Writes what is published as `@codex/app-server-protocol/schema.json`, from the schemas that were just built.
import { writeFileSync } from "node:fs";
import { appServerJsonSchema } from "../dist/json-schema.js";

const file = new URL("../dist/schema.json", import.meta.url);
writeFileSync(file, `${JSON.stringify(appServerJsonSchema(), undefined, 2)}\n`);
