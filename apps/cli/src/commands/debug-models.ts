import { builtInCatalog } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { configFromInvocation } from "./session-config.js";

/** `codex debug models`: prints what is known about the models, in the format of `model_catalog_json`. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const configured = invocation.has("bundled") ? undefined : (await configFromInvocation(invocation, io)).modelCatalog;
  io.stdout.write(`${JSON.stringify({ models: configured ?? builtInCatalog() }, undefined, 2)}\n`);
  return 0;
}
