// A model on loopback that speaks both wire formats. The user's message says what it does: `calls:N` makes it run N commands, one after the
// other, with whichever shell tool it is offered; anything else gets a one-word answer. It is a separate process, so that its work counts
// for nobody.
import http from "node:http";

const COMMAND = "echo hi";
/** Names of tools that run commands, and their arguments. */
const TOOLS = {
  exec_command: { cmd: COMMAND, login: true },
  shell: { command: ["bash", "-lc", COMMAND] },
  bash: { command: COMMAND, description: "Says hi" },
};

const textOf = (content) =>
  typeof content === "string" ? content : (content ?? []).map((part) => part.text ?? "").join("");

/** How many commands are still to be run, not counting those since the user's last message. */
function commandsLeft(messages, isResult) {
  let done = 0;
  for (const message of messages.toReversed()) {
    if (isResult(message)) done++;
    const [, wanted] = message.role === "user" ? (/calls:(\d+)/.exec(textOf(message.content)) ?? []) : [];
    if (wanted !== undefined) return Number(wanted) - done;
  }
  return 0;
}

const toolAmong = (names) => Object.keys(TOOLS).find((name) => names.includes(name));

function* responses({ input, tools = [] }) {
  const tool = toolAmong(tools.map(({ name }) => name));
  const left = commandsLeft(input, ({ type }) => type === "function_call_output");
  const item =
    left > 0 && tool !== undefined
      ? { type: "function_call", call_id: `call-${left}`, name: tool, arguments: JSON.stringify(TOOLS[tool]) }
      : { type: "message", role: "assistant", content: [{ type: "output_text", text: "word" }] };
  yield { type: "response.created", response: { id: "r" } };
  yield { type: "response.output_item.done", item };
  const usage = { input_tokens: 10, output_tokens: 1, total_tokens: 11 };
  yield { type: "response.completed", response: { id: "r", usage } };
}

function* chatCompletions({ messages, tools = [] }) {
  const tool = toolAmong(tools.map((one) => one.function.name));
  const left = commandsLeft(messages, ({ role }) => role === "tool");
  const isCall = left > 0 && tool !== undefined;
  const call = { index: 0, id: `call-${left}`, type: "function" };
  const delta = isCall
    ? { role: "assistant", tool_calls: [{ ...call, function: { name: tool, arguments: JSON.stringify(TOOLS[tool]) } }] }
    : { role: "assistant", content: "word" };
  const chunk = { id: "c", object: "chat.completion.chunk", created: 1, model: "bench" };
  yield { ...chunk, choices: [{ index: 0, delta, finish_reason: null }] };
  yield { ...chunk, choices: [{ index: 0, delta: {}, finish_reason: isCall ? "tool_calls" : "stop" }] };
  yield { ...chunk, choices: [], usage: { prompt_tokens: 10, completion_tokens: 1, total_tokens: 11 } };
}

http
  .createServer((request, response) => {
    const chunks = [];
    request.on("data", (chunk) => chunks.push(chunk));
    request.on("end", () => {
      if (request.method !== "POST") return response.writeHead(404).end("{}");
      const body = JSON.parse(Buffer.concat(chunks).toString());
      const isChat = request.url.endsWith("/chat/completions");
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const event of (isChat ? chatCompletions : responses)(body)) {
        response.write(`${isChat ? "" : `event: ${event.type}\n`}data: ${JSON.stringify(event)}\n\n`);
      }
      response.end(isChat ? "data: [DONE]\n\n" : undefined);
    });
  })
  .listen(0, "127.0.0.1", function () {
    console.log(this.address().port);
  });
