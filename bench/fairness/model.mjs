// A model on loopback, in a separate process. The user's message says what it does: one of the expensive works, which the parent process
// sends, or `deltas`, an answer that sends the current time every few milliseconds until its client disconnects.
import http from "node:http";

const DELTA_MS = 5;
const microseconds = () => process.hrtime.bigint() / 1000n;
const sse = (type, fields) => `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
const CREATED = sse("response.created", { response: { id: "r" } });
const usage = { input_tokens: 10, output_tokens: 1, total_tokens: 11 };
const COMPLETED = sse("response.completed", { response: { id: "r", usage } });
const answer = (item) => Buffer.from(`${CREATED}${sse("response.output_item.done", { item })}${COMPLETED}`);
const DONE = answer({ type: "message", role: "assistant", content: [{ type: "output_text", text: "done" }] });

/** Encoded once, so that the model's own encoding delays nobody. */
const answers = new Map();

function tellTime(response) {
  response.write(CREATED);
  const tell = () => response.write(sse("response.output_text.delta", { delta: `@${microseconds()}@` }));
  const timer = setInterval(tell, DELTA_MS);
  response.once("close", () => clearInterval(timer));
}

function reply(body, response) {
  response.writeHead(200, { "content-type": "text/event-stream" });
  if (body.includes('"function_call_output"')) return response.end(DONE);
  if (body.includes('"say deltas"')) return tellTime(response);
  const said = [...answers].find(([name]) => body.includes(`"say ${name}"`));
  response.end(said?.[1] ?? DONE);
}

const server = http.createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => reply(Buffer.concat(chunks), response));
});

process.once("message", (works) => {
  for (const [name, item] of Object.entries(works)) answers.set(name, answer(item));
  server.listen(0, "127.0.0.1", () => process.send(server.address().port));
});
process.once("disconnect", () => process.exit());
