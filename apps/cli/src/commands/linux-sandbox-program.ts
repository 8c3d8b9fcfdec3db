import path from "node:path";
import { type CurrentSandboxPolicy, CurrentSandboxPolicySchema } from "@codex/protocol";
import type { Io } from "../io.js";
import { runConfined } from "./run-confined.js";

const USAGE_ERROR = 2;

/** `codex-linux-sandbox POLICY_CWD POLICY [--] COMMAND…`: runs a command confined by a policy in JSON. */
export async function runLinuxSandboxProgram(argv: readonly string[], io: Io): Promise<number> {
  const [policyCwd, policyText = "", ...rest] = argv;
  const command = rest[0] === "--" ? rest.slice(1) : rest;
  const policy = parsePolicy(policyText);
  if (policyCwd === undefined || policy === undefined || command.length === 0) {
    io.stderr.write("Usage: codex-linux-sandbox POLICY_CWD POLICY [--] COMMAND…\n");
    return USAGE_ERROR;
  }
  const env = Object.fromEntries(
    Object.entries(io.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  return runConfined(
    { command, cwd: io.cwd, env, policy, policyCwd: path.resolve(io.cwd, policyCwd), unixSockets: [] },
    io,
  );
}

function parsePolicy(text: string): CurrentSandboxPolicy | undefined {
  try {
    return CurrentSandboxPolicySchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
