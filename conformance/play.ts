import { type ProgramResult, runProgram } from "@codex/test-support";
import type { ConformanceCase, Run } from "./conformance-case.js";
import { joinOutput } from "./joined-output.js";
import { KNOWN_EVENTS } from "./known-events.js";
import { Neutral } from "./neutral.js";
import { type Json, messageOf, type Observation } from "./observation.js";
import { ServerClient } from "./server-client.js";
import { SubmissionClient } from "./submission-client.js";
import { createWorld, type World } from "./world.js";

const ORDER = ["result", "replies", "serverRequests", "events", "notifications", "runs", "files"] as const;

/** Plays a case against a command, and returns what is compared. */
export async function play(conformanceCase: ConformanceCase, command: readonly string[]): Promise<unknown> {
  await using world = await createWorld(conformanceCase);
  conformanceCase.prepare?.(world);
  const { ignore = [], view = (seen) => seen } = conformanceCase;
  const seen = await observe(conformanceCase, command, world);
  const whole = { ...seen, ...(ignore.includes("files") ? {} : { files: world.readFiles() }) };
  const neutral = new Neutral(world);
  const shown = ORDER.flatMap((part) => (whole[part] === undefined ? [] : [[part, neutral.value(plain(whole[part]))]]));
  const model = ignore.includes("model") ? [] : [["model", world.model.requests.map((it) => neutral.modelRequest(it))]];
  return plain(view(Object.fromEntries([...shown, ...model])));
}

async function observe(
  conformanceCase: ConformanceCase,
  command: readonly string[],
  world: World,
): Promise<Omit<Observation, "files" | "model">> {
  switch (conformanceCase.kind) {
    case "server":
      return observeServer(conformanceCase, new ServerClient(command, world), world);
    case "submissions":
      return observeSubmissions(conformanceCase, new SubmissionClient(command, world), world);
    case "command":
      return observeCommands(conformanceCase, command, world);
    default:
      return conformanceCase satisfies never;
  }
}

async function observeServer(
  { play }: Extract<ConformanceCase, { kind: "server" }>,
  client: ServerClient,
  world: World,
): Promise<Observation> {
  const result = await playToEnd(play, client, world);
  const notifications = client.messages.filter(({ id, method }) => id === undefined && method !== undefined);
  const isEvent = (message: Json) => String(message["method"]).startsWith("codex/event");
  return {
    result,
    replies: client.replies.map((reply) => ({ ...reply })),
    serverRequests: client.serverRequests,
    events: joinOutput(notifications.filter((message) => isEvent(message) && isKnown(message))),
    notifications: notifications.filter(({ params }) => params?.msg === undefined),
  };
}

/** Plays a case; its observation is complete when the client has disconnected. */
async function playToEnd<Client extends AsyncDisposable>(
  play: (client: Client, world: World) => Promise<unknown>,
  client: Client,
  world: World,
): Promise<unknown> {
  await using playing = client;
  return await play(playing, world);
}

async function observeSubmissions(
  { play }: Extract<ConformanceCase, { kind: "submissions" }>,
  client: SubmissionClient,
  world: World,
): Promise<Observation> {
  const result = await playToEnd(play, client, world);
  return { result, events: joinOutput(client.messages.filter((event) => "unparseable" in event || isKnown(event))) };
}

async function observeCommands(
  { play }: Extract<ConformanceCase, { kind: "command" }>,
  command: readonly string[],
  world: World,
): Promise<Observation> {
  const runs: Json[] = [];
  const run: Run = async (args, { input = "", view = outcomeOf } = {}) => {
    const end = await runProgram([...command, ...args], { cwd: world.cwd, env: world.env, input });
    runs.push(view(end));
    return end;
  };
  return { result: await play(run, world), runs };
}

function outcomeOf({ code, stdout }: ProgramResult): Json {
  return { code, stdout };
}

function isKnown(event: Json): boolean {
  return KNOWN_EVENTS.has(messageOf(event)["type"]);
}

/** As read from a file. */
function plain(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value));
}
