import { once } from "node:events";
import { startHttpServer } from "@codex/test-support";

/** A model that answers by the transcript alone, so that it can serve any number of threads and workers. */
export interface FleetModel extends AsyncDisposable {
  readonly baseUrl: string;
  /** The largest number of concurrent requests. */
  readonly mostAtOnce: number;
  /** Settles when the first answer is held. */
  readonly held: Promise<void>;
}

export interface FleetModelOptions {
  /** How many commands with a known result complete a turn. */
  readonly steps: number;
  /** The command of a call; `id` is unique within the thread. */
  readonly command: (id: string) => readonly string[];
  /** Whether the first answer starts but never ends. Default: false. */
  readonly isFirstHeld?: boolean | undefined;
}

interface TranscriptItem {
  readonly type?: string;
  readonly output?: unknown;
}

/** Makes calls until enough have a known result, then says `done`. Repeats a call with an unknown result under a new id. */
export async function startFleetModel({ steps, command, isFirstHeld }: FleetModelOptions): Promise<FleetModel> {
  let [open, mostAtOnce, isHolding] = [0, 0, isFirstHeld === true];
  const held = Promise.withResolvers<void>();
  const server = await startHttpServer(async (request, response) => {
    mostAtOnce = Math.max(mostAtOnce, ++open);
    let body = "";
    for await (const chunk of request) body += chunk;
    const { input } = JSON.parse(body) as { input: readonly TranscriptItem[] };
    const calls = input.filter(({ type }) => type === "function_call").length;
    const known = input.filter(({ type, output }) => type === "function_call_output" && isKnown(output)).length;
    response.writeHead(200, { "content-type": "text/event-stream" });
    const item = known < steps ? callOf(`c${calls + 1}`, command) : message("done");
    const usage = { input_tokens: 1, output_tokens: 1, total_tokens: 2 };
    const events = [
      { type: "response.created", response: { id: "r" } },
      { type: "response.output_item.done", item },
      { type: "response.completed", response: { id: "r", usage } },
    ];
    const said = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
    if (isHolding) {
      isHolding = false;
      response.write(said[0]);
      held.resolve();
      await once(response, "close");
    } else response.end(said.join(""));
    open--;
  });
  return {
    baseUrl: `${server.origin}/v1`,
    held: held.promise,
    get mostAtOnce() {
      return mostAtOnce;
    },
    [Symbol.asyncDispose]: () => server[Symbol.asyncDispose](),
  };
}

function isKnown(output: unknown): boolean {
  const text = JSON.stringify(output);
  return !text.includes("is not known") && !text.includes('"aborted"');
}

function callOf(id: string, command: FleetModelOptions["command"]) {
  const args = JSON.stringify({ command: command(id) });
  return { type: "function_call", id: `f-${id}`, call_id: id, name: "shell", arguments: args };
}

function message(text: string) {
  return { type: "message", id: "m", role: "assistant", content: [{ type: "output_text", text }] };
}
