import { readFileSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { kill } from "node:process";
import { setTimeout as sleep } from "node:timers/promises";
import { breathe } from "@codex/slices";
import { errorCode } from "../error.js";
import { randomId } from "../random-id.js";

/** Marks a command and everything it starts; only clearing the environment removes it. */
const MARK = "EXEC_RUN_ID";
/** Delay before one scan of all processes for the commands that ended in this time. */
const DELAY_MS = 200;
/** How long a process may take to execute another program. */
const UNCLEAR_MS = 50;
const GRACE_MS = 250;
const MAX_ROUNDS = 20;

/**
 * Finds and ends what commands have left behind outside their process group (by `setsid`, as daemons do). Needs `/proc`; elsewhere
 * it finds nothing.
 */
export class LeftoverSweeper implements AsyncDisposable {
  readonly #owner = randomId();
  /** Older processes cannot be leftovers of our commands. */
  readonly #bornAt = startOf("self");
  readonly #running = new Set<string>();
  #lastRun = 0;
  /** The lowest pid that a leftover of the commands since the last sweep can have. */
  #oldestPid = Number.POSITIVE_INFINITY;
  #isDue = false;
  /** Processes known not to be ours: a machine may have thousands. */
  readonly #strangers = new Set<number>();
  readonly #sweeps = new Set<Promise<void>>();
  readonly #closing = new AbortController();

  /** The marks for a new command. */
  begin(): { readonly id: string; readonly marks: Readonly<Record<string, string>> } {
    const id = `${this.#owner}.${++this.#lastRun}`;
    this.#running.add(id);
    return { id, marks: { [MARK]: id } };
  }

  /** From now on, every process with the command's mark is a leftover. `pid`: undefined if nothing can be left. */
  end(id: string, pid: number | undefined): void {
    this.#running.delete(id);
    if (pid === undefined) return;
    this.#oldestPid = Math.min(this.#oldestPid, pid);
    if (this.#isDue) return;
    this.#isDue = true;
    const sweep = this.#sweepSoon().finally(() => this.#sweeps.delete(sweep));
    this.#sweeps.add(sweep);
  }

  /** Immediately runs the scans that are still due. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#sweeps);
  }

  async #sweepSoon(): Promise<void> {
    await sleep(DELAY_MS, undefined, { signal: this.#closing.signal }).catch(() => undefined);
    const oldestPid = this.#oldestPid;
    this.#oldestPid = Number.POSITIVE_INFINITY;
    this.#isDue = false;
    let signal: NodeJS.Signals = "SIGTERM";
    for (let round = 0; round < MAX_ROUNDS; round++) {
      const { leftovers, isUnclear } = await this.#findLeftovers(oldestPid);
      for (const pid of leftovers) signalProcess(pid, signal);
      if (leftovers.length > 0) {
        await sleep(GRACE_MS);
        signal = "SIGKILL";
      } else if (isUnclear && round === 0) await sleep(UNCLEAR_MS);
      else return;
    }
  }

  /** `isUnclear`: a process is in the middle of executing another program. */
  async #findLeftovers(
    oldestPid: number,
  ): Promise<{ readonly leftovers: readonly number[]; readonly isUnclear: boolean }> {
    const prefix = `${MARK}=${this.#owner}.`;
    const marked: { readonly pid: number; readonly id: string }[] = [];
    let isUnclear = false;
    const pids = await pidsSince(oldestPid);
    this.#forgetAllBut(new Set(pids));
    // One at a time: a read may block, and must not occupy all of Node's threads.
    for (const pid of pids.filter((pid) => !this.#strangers.has(pid))) {
      await breathe();
      if (startOf(pid) < this.#bornAt) {
        this.#strangers.add(pid);
        continue;
      }
      const environment = await environmentOf(pid);
      const mark = environment?.find((entry) => entry.startsWith(prefix));
      if (mark !== undefined) marked.push({ pid, id: mark.slice(MARK.length + 1) });
      else if (environment?.length === 0) isUnclear ||= !(await showsItsCall(pid));
      else if (environment !== undefined) this.#strangers.add(pid);
    }
    return { leftovers: marked.filter(({ id }) => !this.#running.has(id)).map(({ pid }) => pid), isUnclear };
  }

  /** The pid of an ended process can be reused. */
  #forgetAllBut(there: ReadonlySet<number>): void {
    for (const pid of this.#strangers) if (!there.has(pid)) this.#strangers.delete(pid);
  }
}

/** Pids grow until they wrap around; then every process is a candidate. */
async function pidsSince(oldest: number): Promise<number[]> {
  try {
    const newest = Number((await readFile("/proc/loadavg", "latin1")).trim().split(" ").at(-1));
    const pids = (await readdir("/proc")).map(Number).filter(Number.isInteger);
    return newest < oldest ? pids : pids.filter((pid) => pid > oldest);
  } catch {
    return [];
  }
}

/** The index of the field in `/proc/PID/stat`, counted after the name, which may contain any character. */
const STARTED_AT = 19;

/** A process's start time in kernel ticks; NaN if unavailable. Synchronous: this never blocks and takes 0.01 ms. */
function startOf(pid: number | "self"): number {
  try {
    const line = readFileSync(`/proc/${pid}/stat`, "utf8");
    return Number(line.slice(line.lastIndexOf(")") + 2).split(" ")[STARTED_AT]);
  } catch {
    return Number.NaN;
  }
}

/** Kernel threads and zombies: neither executes another program. */
const WITHOUT_MEMORY: readonly string[] = ["no environment"];

/** Undefined if the process is another user's. Reading blocks while a process is executing another program. */
async function environmentOf(pid: number): Promise<readonly string[] | undefined> {
  try {
    return (await readFile(`/proc/${pid}/environ`, "latin1")).split("\0").filter(Boolean);
  } catch (error) {
    return errorCode(error) === "ESRCH" ? WITHOUT_MEMORY : undefined;
  }
}

/**
 * Whether a process with an empty environment really has none: one that is executing another program also has an empty command
 * line.
 */
async function showsItsCall(pid: number): Promise<boolean> {
  const call = await readFile(`/proc/${pid}/cmdline`).catch(() => "");
  // If its command line was already visible, its environment may have become so in between.
  return call.length > 0 && (await environmentOf(pid))?.length === 0;
}

function signalProcess(pid: number, signal: NodeJS.Signals): void {
  try {
    kill(pid, signal);
  } catch {
    // It has ended.
  }
}
