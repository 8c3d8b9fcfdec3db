import type { OptionSpec } from "./command-spec.js";

export const configOption: OptionSpec = {
  name: "config",
  short: "c",
  value: "KEY=VALUE",
  multiple: true,
  global: true,
  summary: 'Set a value of config.toml for this run; VALUE is TOML, for example -c model="o3"',
};
