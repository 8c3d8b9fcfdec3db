import process from "node:process";
import { type BackendName, type Confinement, createLinuxSandbox, type LinuxSandbox } from "../src/index.js";

export const BACKENDS = ["bwrap", "unshare", "landlock"] as const satisfies readonly BackendName[];

/** An unprivileged user that every Linux has. */
const NOBODY = 65_534;

/** Makes the whole test file run as an unprivileged user: root may do things that a sandbox forbids everybody else. */
export function becomeUser(): void {
  if (process.getuid?.() !== 0) return;
  process.setgroups?.([]);
  process.setgid?.(NOBODY);
  process.setuid?.(NOBODY);
}

export function openSandbox(...only: readonly BackendName[]): LinuxSandbox {
  return createLinuxSandbox({ arch: process.arch, platform: process.platform, only });
}

/** The backends that work for this user on this machine. */
export async function workingBackends(): Promise<readonly BackendName[]> {
  await using sandbox = openSandbox(...BACKENDS);
  return (await sandbox.report()).filter(({ works }) => works).map(({ name }) => name);
}

export interface Script {
  readonly script: string;
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>> | undefined;
  readonly confinement: Confinement;
}

export interface Ended {
  readonly code: number | null;
  readonly text: string;
}

/** Runs a bash script to its end; its text is both streams together. */
export async function runConfined(sandbox: LinuxSandbox, { script, cwd, env, confinement }: Script): Promise<Ended> {
  const request = { command: ["bash", "-c", script], cwd, env: { PATH: process.env["PATH"] ?? "", ...env } };
  const outcome = await sandbox.spawn(request, confinement);
  if (outcome.type !== "spawned") throw new Error(`${outcome.type}: ${outcome.message}`);
  let text = "";
  const append = (bytes: Uint8Array) => {
    text += Buffer.from(bytes).toString();
  };
  const { stdout, stderr, exited } = outcome.process;
  const [{ code, signal }] = await Promise.all([exited, stdout.read(append), stderr.read(append)]);
  return { code: signal === null ? code : null, text };
}
