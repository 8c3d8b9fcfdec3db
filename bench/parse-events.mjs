// How fast events are validated, compared with parsing their JSON. Run after a build: node bench/parse-events.mjs
import { CompiledEventSchema } from "../packages/protocol/dist/compiled-event.js";
import { EventSchema } from "../packages/protocol/dist/event-msg.js";

const EVENTS = {
  agent_message_delta: { delta: "Hello, this is a piece of an answer. " },
  token_count: {
    input_tokens: 1200,
    cached_input_tokens: 20,
    output_tokens: 30,
    reasoning_output_tokens: 10,
    total_tokens: 1230,
  },
  exec_command_begin: {
    call_id: "call_1",
    command: ["bash", "-lc", "rg --files | head -n 20"],
    cwd: "/home/user/project",
    parsed_cmd: [
      { type: "search", cmd: "rg --files", query: "x", path: "src" },
      { type: "unknown", cmd: "head -n 20" },
    ],
  },
  exec_command_output_delta: {
    call_id: "call_1",
    stream: "stdout",
    chunk: Array.from({ length: 4096 }, (_, i) => i % 256),
  },
  exec_command_end: {
    call_id: "call_1",
    stdout: "line\n".repeat(200),
    stderr: "",
    aggregated_output: "line\n".repeat(200),
    exit_code: 0,
    duration: { secs: 1, nanos: 5000 },
    formatted_output: "line\n".repeat(200),
  },
  patch_apply_begin: {
    call_id: "call_2",
    auto_approved: true,
    changes: {
      "/a.ts": { add: { content: "x".repeat(500) } },
      "/b.ts": { update: { unified_diff: "@@ -1 +1 @@\n-a\n+b\n" } },
    },
  },
};

for (const [type, payload] of Object.entries(EVENTS)) {
  // All slightly different, as events are: an engine would cache the results for equal ones.
  const values = Array.from({ length: 256 }, (_, index) => ({ id: `${index}`, msg: { type, ...payload } }));
  const texts = values.map((value) => JSON.stringify(value));
  const json = nanoseconds((index) => JSON.parse(texts[index]));
  const schema = nanoseconds((index) => EventSchema.parse(values[index]));
  const fast = nanoseconds((index) => CompiledEventSchema.parse(values[index]));
  console.log(`${type.padEnd(26)} JSON.parse ${ns(json)}, schema ${ns(schema)}, compiled schema ${ns(fast)}`);
}

/** Processor time of one call: the best of several rounds, because the others were disturbed. */
function nanoseconds(run) {
  // Long enough for a clock that ticks every few milliseconds.
  const count = 256 * 1000;
  const kept = new Array(256);
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < 5; round += 1) {
    const before = process.threadCpuUsage();
    for (let index = 0; index < count; index += 1) kept[index & 255] = run(index & 255);
    const { user, system } = process.threadCpuUsage(before);
    best = Math.min(best, user + system);
  }
  return (best * 1000) / count;
}

function ns(time) {
  return `${time.toFixed(0)} ns`.padStart(9);
}
