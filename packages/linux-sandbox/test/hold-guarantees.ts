import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { lstatSync, readdirSync, readFileSync } from "node:fs";
import { mkdtemp, realpath, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import process from "node:process";
import { createInterface } from "node:readline";
import { beforeAll, describe, expect, it } from "vitest";
import * as z from "zod/mini";
import type { BackendName, Confinement, LinuxSandbox } from "../src/index.js";
import { BACKENDS, openSandbox, runConfined, workingBackends } from "./confined.js";
import { type Cell, GUARANTEES, type Guarantee, type Mode } from "./guarantees.js";

/** The system's own: others may be in a home that an unprivileged user cannot enter. */
const PYTHON = "/usr/bin/python3";
const ATTEMPTS = readFileSync(new URL("attempts.py", import.meta.url), "utf8");
const MODES: readonly Mode[] = ["read-only", "workspace-write"];
const ALL = GUARANTEES.flatMap(({ attempts, alsoOnline = [] }) => [...attempts, ...alsoOnline]);
const ONLINE = GUARANTEES.flatMap(({ alsoOnline = [] }) => alsoOnline);

/** Tries each cell of the table in docs/sandbox.md, with every backend that works for this user. */
export async function describeGuarantees(): Promise<void> {
  const works = hasPython() ? await workingBackends() : [];
  for (const name of BACKENDS)
    describe.skipIf(!works.includes(name))(`${name} (skipped where it or ${PYTHON} does not work)`, () => {
      describe.each(MODES)("%s: a command cannot", (mode) => holdGuarantees(name, mode));
      it("leaves nothing of a command running", () => leavesNothing(name));
    });
}

function holdGuarantees(name: BackendName, mode: Mode): void {
  /** Attempts that succeed without a sandbox: only those are meaningful. */
  let possible: ReadonlySet<string>;
  let worked: ReadonlySet<string>;

  beforeAll(async () => {
    await using sandbox = openSandbox(name);
    await using control = await makeWorld();
    possible = new Set(namesOf(execFileSync(PYTHON, tryWords(control.told, ALL), { encoding: "utf8" })));
    await using world = await makeWorld();
    const offline = await tryConfined(sandbox, world, { names: ALL, mode, network: false });
    const online = await tryConfined(sandbox, world, { names: ONLINE, mode, network: true });
    worked = new Set([...offline, ...online]);
  });

  it.each(GUARANTEES.filter(({ attempts }) => attempts.length > 0))(
    "$text",
    ({ attempts, alsoOnline = [], ...cells }) => {
      const tried = [...attempts, ...alsoOnline].filter((attempt) => possible.has(attempt));
      expect(tried, "nothing of it works even without a sandbox").not.toEqual([]);
      const open = tried.filter((attempt) => worked.has(attempt));
      // A gap that was closed must be removed from the page, too.
      if (isGap(cells, name, mode)) expect(open).not.toEqual([]);
      else expect(open).toEqual([]);
    },
  );
}

function isGap(
  { namespaces, landlock }: Pick<Guarantee, "namespaces" | "landlock">,
  name: BackendName,
  mode: Mode,
): boolean {
  const cell: Cell = name === "landlock" ? landlock : namespaces;
  return cell.gaps?.includes(mode) ?? false;
}

async function leavesNothing(name: BackendName): Promise<void> {
  await using sandbox = openSandbox(name);
  await using world = await makeWorld();
  const script = `setsid env -i ${PYTHON} -c 'import time; time.sleep(600)' ${world.mark} >/dev/null 2>&1 </dev/null & sleep 0.1`;
  await runConfined(sandbox, { script, cwd: "/", confinement: confinementOf(world, "read-only", false) });
  await expect.poll(() => commandLines().filter((line) => line.includes(`sleep(600)\0${world.mark}`))).toEqual([]);
}

const commandLines = (): string[] =>
  readdirSync("/proc").flatMap((name) => {
    try {
      return /^\d+$/.test(name) ? [readFileSync(`/proc/${name}/cmdline`, "utf8")] : [];
    } catch {
      return []; // It has just ended.
    }
  });

const ToldSchema = z.looseObject({ workspace: z.string(), protected: z.string(), secret: z.string() });

/** A user's files and processes, for commands to attack as the same user. */
interface World extends AsyncDisposable {
  readonly told: z.infer<typeof ToldSchema>;
  /** A text that is in no other process's command line. */
  readonly mark: string;
}

async function makeWorld(): Promise<World> {
  const base = await realpath(await mkdtemp(join(tmpdir(), "guarantees-")));
  const mark = join(base, "outside");
  const owner = spawn(PYTHON, ["-c", ATTEMPTS, "world", mark], { stdio: ["pipe", "pipe", "inherit"] });
  const lines = createInterface({ input: owner.stdout });
  const [line] = await once(lines, "line");
  return {
    mark,
    told: ToldSchema.parse(JSON.parse(String(line))),
    async [Symbol.asyncDispose]() {
      owner.stdin.end();
      await once(owner, "exit");
      await rm(base, { recursive: true, force: true });
    },
  };
}

interface Trial {
  readonly names: readonly string[];
  readonly mode: Mode;
  readonly network: boolean;
}

async function tryConfined(sandbox: LinuxSandbox, world: World, { names, mode, network }: Trial): Promise<string[]> {
  const words = [PYTHON, ...tryWords(world.told, names)].map((word) => `'${word.replaceAll("'", `'\\''`)}'`).join(" ");
  const confinement = confinementOf(world, mode, network);
  const { code, text } = await runConfined(sandbox, { script: words, cwd: world.told.workspace, confinement });
  expect(code, text).toBe(0);
  return namesOf(text);
}

const tryWords = (told: World["told"], names: readonly string[]): string[] => [
  ...["-c", ATTEMPTS, "try", JSON.stringify(told)],
  ...names,
];

const namesOf = (text: string): string[] => z.array(z.string()).parse(JSON.parse(text));

function confinementOf({ told }: World, mode: Mode, network: boolean): Confinement {
  const root = { root: told.workspace, readOnlySubpaths: [told.protected, join(dirname(told.protected), "config")] };
  return { writableRoots: mode === "read-only" ? [] : [root], network, hiddenFiles: [told.secret] };
}

function hasPython(): boolean {
  return process.platform === "linux" && lstatSync(PYTHON, { throwIfNoEntry: false }) !== undefined;
}
