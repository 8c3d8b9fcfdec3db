import { ReasoningEffortSchema } from "@codex/protocol";
import type { Environment } from "../environment.js";
import { isSentAsItIs } from "../model/effort.js";
import { builtInModelProviders } from "../model/provider/provider-info.js";
import type { Config } from "./config.js";
import type { ConfigToml } from "./toml/config-toml.js";

/** One sentence for each setting that has no effect. */
export function ineffectiveSettings(toml: ConfigToml, env: Environment): string[] {
  const warnings = Object.keys(builtInModelProviders(env))
    .filter((id) => Object.hasOwn(toml.model_providers ?? {}, id))
    .map((id) => `\`model_providers.${id}\` has no effect: \`${id}\` is built in; choose another id`);
  if (toml.instructions !== undefined) {
    warnings.push("`instructions` has no effect: write instructions into AGENTS.md");
  }
  if (toml.permissions !== undefined && toml.default_permissions === undefined) {
    warnings.push("`permissions` has no effect by itself: `default_permissions` chooses a profile, or a client does");
  }
  return warnings;
}

/** One sentence for an effort that the model may not support. That depends on the model, and the server decides. */
export function unusualEffort(
  effort: string | undefined,
  { model, modelCatalog }: Pick<Config, "model" | "modelCatalog">,
): string[] {
  const known = modelCatalog
    ?.find(({ slug }) => slug === model)
    ?.supported_reasoning_levels.map((level) => level.effort);
  const usual = known === undefined || known.length === 0 ? ReasoningEffortSchema.options : known;
  if (effort === undefined || usual.includes(effort) || !isSentAsItIs(effort)) return [];
  const expected = usual.join(", ");
  return [
    `\`model_reasoning_effort\` is "${effort}", not one of ${expected}; it is sent as it is, and not every model takes it`,
  ];
}
