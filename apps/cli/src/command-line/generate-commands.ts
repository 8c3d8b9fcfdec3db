import type { CommandSpec, OptionSpec } from "./command-spec.js";
import { configOption } from "./options.js";

const outOption: OptionSpec = {
  name: "out",
  short: "o",
  value: "DIR",
  completes: "folders",
  summary: "Where to write; made if need be",
};

/** For those who build on the protocol. */
export const generateCommands: readonly CommandSpec[] = [
  {
    name: "generate-ts",
    summary: "Write the protocol's types as TypeScript",
    options: [
      outOption,
      {
        name: "prettier",
        short: "p",
        value: "PROGRAM",
        completes: "files",
        summary: "Format the files with this Prettier",
      },
      configOption,
    ],
    hidden: true,
    load: () => import("../commands/generate-ts.js"),
  },
  {
    name: "generate-json-schema",
    summary: "Write the protocol's types as JSON Schema",
    options: [outOption, configOption],
    hidden: true,
    load: () => import("../commands/generate-json-schema.js"),
  },
];
