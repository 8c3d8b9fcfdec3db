import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";

export interface ScriptModel extends AsyncDisposable {
  readonly url: string;
}

/** A model server on this machine that has one command run, then answers with a word. */
export async function startScriptModel(): Promise<ScriptModel> {
  const server = createServer((request, response) => void answer(request, response)).listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/v1`,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
    },
  };
}

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const isFirst = !(await text(request)).includes("function_call_output");
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.end(
    events(isFirst)
      .map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`)
      .join(""),
  );
}

function events(isFirst: boolean) {
  const args = JSON.stringify({ command: ["bash", "-c", "echo hello"] });
  const call = { type: "function_call", call_id: "call", name: "shell", arguments: args };
  const message = { type: "message", role: "assistant", content: [{ type: "output_text", text: "hello" }] };
  const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
  return [
    { type: "response.created", response: { id: "response" } },
    ...(isFirst ? [] : [{ type: "response.output_text.delta", delta: "hello" }]),
    { type: "response.output_item.done", item: isFirst ? call : message },
    { type: "response.completed", response: { id: "response", usage } },
  ];
}
