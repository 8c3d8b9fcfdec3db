import { homedir } from "node:os";
import { editConfig, findCodexHome, isFeatureOn, readRequirements, refuseRequired } from "@codex/core";
import { terminalLine } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import { ExitCode } from "../exec/exit-code.js";
import type { Io } from "../io.js";

/** Enables or disables a feature in config.toml. */
export async function switchFeature(
  invocation: Invocation,
  io: Io,
  { isOn }: { readonly isOn: boolean },
): Promise<number> {
  const [name = ""] = invocation.positionals;
  if (isFeatureOn(name, {}) === undefined) {
    io.stderr.write(`error: there is no feature '${terminalLine(name)}': 'codex features list' shows all features\n`);
    return ExitCode.failed;
  }
  const edits = [{ path: ["features", name], value: isOn }];
  refuseRequired(await readRequirements(), edits);
  await editConfig(await findCodexHome(io.env, homedir), edits);
  io.stdout.write(`${isOn ? "Enabled" : "Disabled"} feature '${name}' in config.toml.\n`);
  return ExitCode.done;
}
