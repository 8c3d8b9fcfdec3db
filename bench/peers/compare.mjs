// `npm run bench:peers`: compares the command with others, alternating within one run; writes the tables of docs/performance.md. Build it
// first.
import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { environment, projectNode, root } from "../../scripts/run.mjs";
import { openServer } from "../wires.mjs";
import { installedSides } from "./sides.mjs";

const RUNS = Number(process.env.RUNS ?? 5);
const LIMIT_MS = 120_000;

const milliseconds = async (work) => {
  const started = performance.now();
  await work();
  return performance.now() - started;
};

const median = (values) => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)];

/** One after the other, so that a machine whose speed drifts affects all equally; the first round warms up. */
async function measure(what, sides, play) {
  const times = new Map(sides.map((side) => [side, []]));
  for (let run = -1; run < RUNS; run++) {
    for (const side of sides) {
      const time = await play(side).catch((error) => {
        console.error(`${side.name}: ${error.message}`);
        return Number.NaN;
      });
      console.error(`${what}: ${side.name}${side.wire === undefined ? "" : `, ${side.wire}`} ${rounded(time)} ms`);
      if (run >= 0) times.get(side).push(time);
    }
  }
  return [what, ...sides.map((side) => median(times.get(side)))];
}

function once([program, ...args], { cwd, env }) {
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, { cwd, env, stdio: "ignore", timeout: LIMIT_MS });
    child.once("error", reject);
    child.once("exit", (code) => (code === 0 ? resolve() : reject(new Error(`it ended with ${code}`))));
  });
}

const model = spawn(projectNode, [path.join(import.meta.dirname, "model.mjs")], {
  stdio: ["ignore", "pipe", "inherit"],
});
const port = await new Promise((resolve) => model.stdout.once("data", (data) => resolve(Number(data))));
const folder = mkdtempSync(path.join(tmpdir(), "peers-"));

/** Each in its own home and folder, with nothing of this user. */
function settle(side, index) {
  const [home, work] = ["home", "work"].map((name) => path.join(folder, `${index}`, name));
  for (const place of [home, work]) mkdirSync(place, { recursive: true });
  const own = side.configure({ home, work, baseUrl: `http://127.0.0.1:${port}/v1` });
  return { ...side, place: { cwd: work, env: { PATH: environment.PATH, HOME: home, TERM: "dumb", ...own } } };
}

async function headless(sides) {
  const run = (prompt) => (side) => milliseconds(() => once([...side.command, ...side.run(prompt)], side.place));
  return [
    await measure("one reply", sides, run("hi")),
    await measure("50 shell calls (`bash -lc`)", sides, run("calls:50")),
  ];
}

async function withServer({ command, wire, serve, place }, play) {
  const server = await openServer([...command, ...serve[wire]], wire, place);
  try {
    return await play(server);
  } finally {
    await server.close();
  }
}

async function served(sides) {
  const turns = async (server) => {
    const conversation = await server.open();
    const times = [];
    for (let turn = 0; turn < 11; turn++) times.push(await milliseconds(() => conversation.turn("hi")));
    return median(times.slice(1));
  };
  const calls = async (server) => {
    const conversation = await server.open();
    await conversation.turn("hi");
    return (await milliseconds(() => conversation.turn("calls:50"))) / 50;
  };
  const start = async ({ command, wire, serve, place }) => {
    let server;
    const time = await milliseconds(async () => {
      server = await openServer([...command, ...serve[wire]], wire, place);
    });
    await server.close();
    return time;
  };
  return [
    await measure("from its start to the `initialize` reply", sides, start),
    await measure("a warm turn", sides, (side) => withServer(side, turns)),
    await measure("a shell call (`bash -lc`), of 50", sides, (side) => withServer(side, calls)),
  ];
}

const rounded = (ms) => (Number.isNaN(ms) ? "failed" : ms >= 100 ? `${Math.round(ms)}` : ms.toFixed(1));

function tableOf(names, rows) {
  const lines = [["ms", ...names], names.map(() => "---").concat("---")];
  for (const [what, ...times] of rows) lines.push([what, ...times.map(rounded)]);
  return lines.map((cells) => `| ${cells.join(" | ")} |`).join("\n");
}

try {
  const sides = installedSides().map(settle);
  const servers = sides.flatMap((side) => Object.keys(side.serve).map((wire) => ({ ...side, wire })));
  const floor = [];
  for (let run = 0; run < 11; run++)
    floor.push(await milliseconds(() => once([projectNode, "-e", "0"], { cwd: folder })));
  const tables = [
    tableOf(
      sides.map(({ name }) => name),
      await headless(sides),
    ),
    tableOf(
      servers.map(({ name, wire }) => `${name}, \`${wire}\``),
      await served(servers),
    ),
    `Medians of ${RUNS}; \`node -e 0\` took ${rounded(median(floor))} ms.`,
  ].join("\n\n");
  console.log(tables);
  const page = path.join(root, "docs/performance.md");
  const [start, end] = ["<!-- peers -->", "<!-- /peers -->"];
  const [before, rest = ""] = readFileSync(page, "utf8").split(start);
  writeFileSync(page, `${before}${start}\n\n${tables}\n\n${end}${rest.split(end)[1]}`);
} finally {
  model.kill();
  rmSync(folder, { recursive: true, force: true });
}
