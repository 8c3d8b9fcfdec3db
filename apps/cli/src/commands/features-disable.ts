import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { switchFeature } from "./switch-feature.js";

/** `codex features disable FEATURE` */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  return switchFeature(invocation, io, { isOn: false });
}
