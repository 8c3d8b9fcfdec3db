import { execFile, fork } from "node:child_process";
import { once } from "node:events";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { builtCodex } from "../../apps/cli/test/support/built-codex.js";
import { createWorkspace } from "../../apps/cli/test/support/workspace.js";
import { compare } from "../measure.js";
import { BIG_WORKS, type BigWork, CHUNKED_FILE, tenMegabytes } from "./big-works.js";

export type Wire = "mcp" | "app-server";

/** The delays of the other clients of a server, in milliseconds, one per event. */
export interface Delays {
  /** Of requests that are answered at once. */
  readonly pings: readonly number[];
  /** From the model's server to the client. */
  readonly deltas: readonly number[];
  /** The maximum delay of the measuring process itself. */
  readonly meter: number;
}

/** The built command as a server: idle, and while one conversation repeats its work. */
export interface Comparison {
  readonly quiet: Delays;
  readonly beside: Delays;
  /** How long encoding 10 MB once takes here, in milliseconds. */
  readonly yardstick: number;
}

export async function delaysBeside(wire: Wire, work: BigWork): Promise<Comparison> {
  const program = await builtCodex();
  using model = await startModel();
  const config = 'approval_policy = "never"\nsandbox_mode = "danger-full-access"\n';
  await using workspace = await createWorkspace({ model, config, files: { "big.txt": CHUNKED_FILE } });
  const task = { command: [process.execPath, program, wire], wire, cwd: workspace.cwd, env: workspace.env, work };
  const meter = [pathOf("./meter.mjs"), JSON.stringify(task)];
  const { stdout } = await promisify(execFile)(process.execPath, meter, { maxBuffer: 1 << 26 });
  const encode = () => JSON.stringify(tenMegabytes());
  return { ...JSON.parse(stdout), yardstick: (await compare(encode, encode)).yardstick };
}

async function startModel(): Promise<{ readonly baseUrl: string } & Disposable> {
  const child = fork(pathOf("./model.mjs"));
  child.send(BIG_WORKS);
  const [port] = await once(child, "message");
  return { baseUrl: `http://127.0.0.1:${port}/v1`, [Symbol.dispose]: () => child.disconnect() };
}

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url));
