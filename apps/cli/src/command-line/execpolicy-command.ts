import type { CommandSpec } from "./command-spec.js";

/** `codex execpolicy`: evaluates rules files for a command. */
export const execpolicyCommand: CommandSpec = {
  name: "execpolicy",
  summary: "Test command rules",
  options: [],
  commands: [
    {
      name: "check",
      summary: "Print the rules that match COMMAND, and the strictest decision",
      description:
        "Prints one JSON object: every matching rule, in the order of the files, and the strictest of their decisions, " +
        "allow, prompt or forbidden; no decision if no rule matches. Nothing is run. " +
        "Exit status: 0 checked, 1 a file is missing or broken, 2 wrong usage.",
      examples: ["codex execpolicy check --rules ~/.codex/rules/default.rules --pretty git push --force"],
      options: [
        {
          name: "rules",
          short: "r",
          value: "FILE",
          multiple: true,
          completes: "files",
          summary: "Read rules from FILE; may be given several times",
        },
        { name: "pretty", summary: "Print the object over several lines" },
        {
          name: "resolve-host-executables",
          summary: "A program's absolute path counts as its name, where host_executable allows it",
        },
      ],
      positionals: [{ name: "COMMAND", required: true, rest: true, summary: "The program and its arguments" }],
      load: () => import("../commands/execpolicy-check.js"),
    },
  ],
};
