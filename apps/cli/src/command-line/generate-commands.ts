import type { CommandSpec, OptionSpec } from "./command-spec.js";
import { configOption } from "./config-option.js";

const outOption: OptionSpec = {
  name: "out",
  short: "o",
  value: "DIR",
  completes: "folders",
  summary: "The folder to write to; created if it does not exist",
};

/** Accepted for compatibility with scripts; experimental types are always included. */
const experimentalOption: OptionSpec = { name: "experimental", summary: "Include experimental types", hidden: true };

const prettierOption: OptionSpec = {
  name: "prettier",
  short: "p",
  value: "PROGRAM",
  completes: "files",
  summary: "Format the files with this Prettier",
};

/** For developers who build on the protocol. */
export const generateCommands: readonly CommandSpec[] = [
  {
    name: "generate-ts",
    summary: "Write the protocol's types as TypeScript",
    options: [outOption, prettierOption, configOption],
    load: () => import("../commands/generate-ts.js"),
  },
  {
    name: "generate-json-schema",
    summary: "Write the protocol's types as JSON Schema",
    options: [outOption, configOption],
    load: () => import("../commands/generate-json-schema.js"),
  },
];

/** For developers who build on the protocol of the app-server. */
export const generateAppServerCommands: readonly CommandSpec[] = [
  {
    name: "generate-ts",
    summary: "Write the types of this protocol as TypeScript",
    examples: ["codex app-server generate-ts --out types"],
    options: [outOption, prettierOption, experimentalOption, configOption],
    load: () => import("../commands/generate-app-server-ts.js"),
  },
  {
    name: "generate-json-schema",
    summary: "Write the types of this protocol as JSON Schema",
    examples: ["codex app-server generate-json-schema --out schema"],
    options: [outOption, experimentalOption, configOption],
    load: () => import("../commands/generate-app-server-json-schema.js"),
  },
];
