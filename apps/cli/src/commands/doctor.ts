import { createSpawner, type SandboxReport } from "@codex/core";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { configFromInvocation } from "./session-config.js";

/** `codex doctor`: tries out what Codex needs of this machine; exit status 1 when something that matters does not work. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const sandbox = await checkSandbox(io);
  const config = await checkConfig(invocation, io);
  const checks = [checkNode(io), config, ...sandbox];
  for (const { ok, name, detail } of checks) io.stdout.write(`${ok ? "ok  " : "FAIL"} ${name}: ${detail}\n`);
  const confines = sandbox.some(({ ok }) => ok);
  if (!confines) io.stdout.write("\nNo sandbox works: commands run only with --sandbox danger-full-access.\n");
  return config.ok && confines ? 0 : 1;
}

interface Check {
  readonly ok: boolean;
  readonly name: string;
  readonly detail: string;
}

function checkNode(io: Io): Check {
  return {
    ok: true,
    name: "codex",
    detail: `${io.version}${io.commit ? ` (${io.commit})` : ""} on Node ${process.version}, ${io.platform} ${process.arch}`,
  };
}

async function checkConfig(invocation: Invocation, io: Io): Promise<Check> {
  const name = "configuration";
  try {
    const config = await configFromInvocation(invocation, io);
    const warnings = config.warnings.length === 0 ? "" : `; ${config.warnings.join("; ")}`;
    return { ok: true, name, detail: `${config.codexHome}, sandbox ${config.sandboxPolicy.mode}${warnings}` };
  } catch (error) {
    return { ok: false, name, detail: error instanceof Error ? error.message : String(error) };
  }
}

async function checkSandbox(io: Io): Promise<Check[]> {
  await using spawner = createSpawner({ env: io.env, platform: io.platform });
  const reports = await spawner.report();
  return reports.map(({ name, works, detail }: SandboxReport) => ({ ok: works, name: `sandbox ${name}`, detail }));
}
