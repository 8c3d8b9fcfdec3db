import { execFile } from "node:child_process";
import { promisify } from "node:util";
import {
  type CheckResult,
  type Config,
  checkProvider,
  createSpawner,
  errorMessage,
  gitPath,
  gitRepositoryRoot,
} from "@codex/core";
import { terminalText } from "@codex/terminal";
import type { Invocation } from "../command-line/command-spec.js";
import type { Io } from "../io.js";
import { createEngine } from "./engine.js";
import { configFromInvocation } from "./session-config.js";

/** `codex doctor`: checks what Codex needs on this machine; exits with 1 if something essential does not work. */
export async function run(invocation: Invocation, io: Io): Promise<number> {
  const isJson = invocation.has("json");
  const checks: Check[] = [];
  const report = (check: Check): boolean => {
    checks.push(check);
    if (!isJson) io.stdout.write(lineOf(check, invocation.has("summary")));
    return check.ok;
  };
  const onlyNetwork = invocation.has("network-only");
  if (!onlyNetwork) report(checkNode(io));
  const { config, ...configuration } = await checkConfig(invocation, io);
  const needed = [report(configuration)];
  if (config !== undefined)
    for (const check of await checkServers(config, io, { onlyNetwork })) needed.push(report(check));
  if (!onlyNetwork) needed.push(report(await checkGit(io)));
  const confines = onlyNetwork || (await checkSandbox(io)).map(report).includes(true);
  const isWell = confines && !needed.includes(false);
  if (isJson) io.stdout.write(`${JSON.stringify({ version: io.version, ok: isWell, checks }, undefined, 2)}\n`);
  else if (!confines) io.stdout.write("\nNo sandbox works: commands run only with --sandbox danger-full-access.\n");
  if (!isJson && invocation.has("summary")) io.stdout.write(countOf(checks));
  return isWell ? 0 : 1;
}

function lineOf({ ok, name, detail }: Check, isShort: boolean): string {
  const mark = ok ? "ok  " : "FAIL";
  return isShort ? `${mark} ${name}\n` : `${mark} ${name}: ${terminalText(detail)}\n`;
}

function countOf(checks: readonly Check[]): string {
  const passed = checks.filter(({ ok }) => ok).length;
  return `\n${passed} ok, ${checks.length - passed} failed\n`;
}

interface Check extends CheckResult {
  readonly name: string;
}

function checkNode(io: Io): Check {
  return {
    ok: true,
    name: "codex",
    detail: `${io.version}${io.commit ? ` (${io.commit})` : ""} on Node ${process.version}, ${io.platform} ${process.arch}`,
  };
}

async function checkConfig(invocation: Invocation, io: Io): Promise<Check & { readonly config?: Config }> {
  const name = "configuration";
  try {
    const config = await configFromInvocation(invocation, io);
    const warnings = config.warnings.length === 0 ? "" : `; ${config.warnings.join("; ")}`;
    const required = config.requirements === undefined ? "" : `, within ${config.requirements.file}`;
    const detail = `${config.codexHome}, sandbox ${sandboxName(config)}${required}${warnings}`;
    return { ok: true, name, detail, config };
  } catch (error) {
    return { ok: false, name, detail: errorMessage(error) };
  }
}

/** The mode, and the permission profile that it comes from. */
function sandboxName({ sandboxPolicy: { mode }, permissionProfile: profile }: Config): string {
  return profile === undefined || profile.id.startsWith(":") ? mode : `${mode} by the profile ${profile.id}`;
}

/** Checks the login, the model's server and the MCP servers concurrently. */
async function checkServers(config: Config, io: Io, { onlyNetwork }: { onlyNetwork: boolean }): Promise<Check[]> {
  await using engine = await createEngine(config, io);
  const [provider, servers] = await Promise.all([
    checkProvider({ provider: config.modelProvider, auth: engine.auth.modelAuth(), env: io.env }, io.signal),
    onlyNetwork ? [] : checkMcpServers(config, engine),
  ]);
  return [
    { name: "login", ...provider.login },
    { name: `model provider ${config.modelProviderId}`, ...provider.server },
    ...servers,
  ];
}

async function checkMcpServers(
  config: Config,
  { manager }: Pick<Awaited<ReturnType<typeof createEngine>>, "manager">,
): Promise<Check[]> {
  await using connected = await manager.connectMcpServers(config);
  const servers = connected.manager;
  if (servers === undefined) return [];
  const works = servers.servers.map((server) => {
    const count = servers.toolsOf(server).length;
    return { ok: true, name: `MCP server ${server}`, detail: count === 1 ? "1 tool" : `${count} tools` };
  });
  const failures = servers.failures.map(({ server, error }) => ({
    ok: false,
    name: `MCP server ${server}`,
    detail: error.message,
  }));
  return [...works, ...failures];
}

async function checkGit(io: Io): Promise<Check> {
  try {
    // The Git that Codex uses, which is never a program of the project.
    const project = (await gitRepositoryRoot(io.cwd)) ?? io.cwd;
    const { stdout } = await promisify(execFile)("git", ["--version"], {
      env: { ...io.env, PATH: gitPath(io.env, [project]) },
      signal: io.signal,
      timeout: 5_000,
    });
    return { ok: true, name: "git", detail: stdout.trim() };
  } catch (error) {
    const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
    const detail = isMissing ? "is not on the PATH: diffs, undo and reviews need it" : errorMessage(error);
    return { ok: false, name: "git", detail };
  }
}

async function checkSandbox(io: Io): Promise<Check[]> {
  await using spawner = createSpawner({ env: io.env, platform: io.platform });
  const reports = await spawner.report();
  return reports.map(({ name, works, detail }) => ({ ok: works, name: `sandbox ${name}`, detail }));
}
