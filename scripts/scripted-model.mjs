// A model for pictures, with scripted answers.
import { createServer } from "node:http";

export const said = (text) => ({ type: "message", role: "assistant", content: [{ type: "output_text", text }] });

export function called(name, args) {
  return { type: "function_call", call_id: `${name}-${Math.random()}`, name, arguments: JSON.stringify(args) };
}

/** Answers each request with the next reply, whose words are sent `msPerWord` apart; returns its URL. */
export async function scriptedModel(replies, { msPerWord = 0 } = {}) {
  const rest = [...replies];
  const server = createServer((request, response) => {
    request.resume().on("end", async () => {
      const send = (event) => response.write(`event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
      response.writeHead(200, { "content-type": "text/event-stream" });
      const item = rest.shift();
      for (const delta of wordsOf(item)) {
        send({ type: "response.output_text.delta", delta });
        if (msPerWord > 0) await new Promise((resolve) => setTimeout(resolve, msPerWord));
      }
      send({ type: "response.output_item.done", item });
      send({ type: "response.completed", response: { id: "r" } });
      response.end();
    });
  });
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  server.unref();
  return `http://127.0.0.1:${server.address().port}/v1`;
}

const wordsOf = (item) => (item?.type === "message" ? item.content[0].text.match(/\S+\s*/g) : []);
