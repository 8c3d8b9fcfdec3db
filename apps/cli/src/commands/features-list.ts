import { FEATURES, isFeatureOn } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { configFromInvocation } from "./session-config.js";

/** `codex features list`: prints each feature's name, stage and state in columns. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const { features } = await configFromInvocation(invocation, io);
  const rows = FEATURES.map(({ name, stage }) => [name, stage, String(isFeatureOn(name, features))] as const);
  const [nameWidth, stageWidth] = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  for (const [name, stage, state] of rows.toSorted(([a], [b]) => (a < b ? -1 : 1))) {
    io.stdout.write(`${name.padEnd(nameWidth ?? 0)}  ${stage.padEnd(stageWidth ?? 0)}  ${state}\n`);
  }
  return 0;
}
