// Measures how expensive work of one conversation delays others of the same server. It runs in a separate process that does almost nothing
// else: it sends pings at a fixed rhythm, whether or not they are answered, and only looks at the first bytes of each received line, so
// that it decodes no long message. It also reports its own delay.
import { execFileSync } from "node:child_process";
import { openServer } from "../wires.mjs";

const { command, wire, cwd, env, work } = JSON.parse(process.argv[2]);

const PING_MS = 3;
const QUIET_MS = 1000;
const ENOUGH_PINGS = 600;

const microseconds = () => Number(process.hrtime.bigint() / 1000n);
/** Each piece of work finds the same files. */
const restore = () => {
  for (const args of [
    ["checkout", "--quiet", "."],
    ["clean", "--quiet", "--force"],
  ])
    execFileSync("git", args, { cwd });
};
const sleep = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

/** Pings and deltas as `[sent, arrived]`, in microseconds of the clock that all processes of the machine share. */
const pings = new Map();
const arrived = { pings: [], deltas: [] };

function see(line) {
  const at = microseconds();
  const [, ping] = /"id":"ping-(\d+)"/.exec(line.slice(0, 200)) ?? [];
  if (ping !== undefined) {
    arrived.pings.push([pings.get(ping), at]);
    pings.delete(ping);
    return;
  }
  const [, said] = /"@(\d+)@"/.exec(line.slice(0, 1000)) ?? [];
  if (said !== undefined) arrived.deltas.push([Number(said), at]);
}

function startPings(server) {
  let count = 0;
  let due = microseconds();
  let latest = 0;
  const timer = setInterval(() => {
    const now = microseconds();
    latest = Math.max(latest, now - due);
    due = now + PING_MS * 1000;
    count += 1;
    pings.set(`${count}`, now);
    server.send({ id: `ping-${count}`, ...server.ping });
  }, PING_MS);
  return {
    takeLatest() {
      const late = latest;
      latest = 0;
      return late;
    },
    stop: () => clearInterval(timer),
  };
}

async function whenAnswered() {
  const until = microseconds();
  while ([...pings.values()].some((sent) => sent <= until)) await sleep(1);
  await sleep(20);
}

function delaysBetween(kind, [start, end]) {
  return arrived[kind].filter(([sent]) => sent >= start && sent <= end).map(([sent, at]) => (at - sent) / 1000);
}

/** Repeats until there are enough pings for a meaningful 99th percentile. */
async function measure(rhythm, play) {
  const delays = { pings: [], deltas: [], meter: 0 };
  while (delays.pings.length < ENOUGH_PINGS) {
    restore();
    await sleep(50);
    rhythm.takeLatest();
    const start = microseconds();
    await play();
    const end = microseconds();
    await whenAnswered();
    for (const kind of ["pings", "deltas"]) delays[kind].push(...delaysBetween(kind, [start, end]));
    delays.meter = Math.max(delays.meter, rhythm.takeLatest() / 1000);
  }
  return delays;
}

const server = await openServer(command, wire, { cwd, env, onLine: see });
const [told, working] = [await server.open(), await server.open()];
await working.turn("say hello");
void told.turn("say deltas");
const rhythm = startPings(server);
await sleep(500);
const quiet = await measure(rhythm, () => sleep(QUIET_MS));
const beside = await measure(rhythm, () => server.open().then(({ turn }) => turn(`say ${work}`)));
rhythm.stop();
console.log(JSON.stringify({ quiet, beside }));
await server.close();
process.exit();
