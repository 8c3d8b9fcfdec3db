import { spawn } from "node:child_process";
import type { Readable } from "node:stream";

export interface SpawnRequest {
  readonly command: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
}

export interface ExitStatus {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface SpawnedProcess {
  /** Also the id of the process group that everything it starts belongs to, unless it leaves. */
  readonly pid: number;
  readonly stdout: Readable;
  readonly stderr: Readable;
  /** Resolves when the process itself is gone; what it started may still write. */
  readonly exited: Promise<ExitStatus>;
}

export type SpawnOutcome =
  | { readonly type: "spawned"; readonly process: SpawnedProcess }
  | { readonly type: "failed-to-start"; readonly message: string };

/** Starts a command without any sandbox: own process group, stdin closed, exactly the given environment. */
export function spawnCommand(request: SpawnRequest): Promise<SpawnOutcome> {
  const [program, ...args] = request.command;
  if (program === undefined || program === "")
    return Promise.resolve({ type: "failed-to-start", message: "command is empty" });
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: request.cwd,
      env: request.env,
      detached: true,
      stdio: ["ignore", "pipe", "pipe"],
    });
    child.once("error", (error) => resolve({ type: "failed-to-start", message: describeSpawnError(error) }));
    const { pid, stdout, stderr } = child;
    if (pid === undefined) return;
    const exited = new Promise<ExitStatus>((done) => child.once("exit", (code, signal) => done({ code, signal })));
    resolve({ type: "spawned", process: { pid, stdout, stderr, exited } });
  });
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "No such file or directory (os error 2)",
  EACCES: "Permission denied (os error 13)",
  ENOTDIR: "Not a directory (os error 20)",
  E2BIG: "Argument list too long (os error 7)",
};

export function describeSpawnError(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const code = "code" in error && typeof error.code === "string" ? error.code : "";
  return REASONS[code] ?? error.message;
}
