import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { type ModelReply, sse, startModelServer } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { type AskingWire, WIRES, type WireQuestion } from "../support/asking-wires.js";
import { createWorkspace, type WorkspaceOptions } from "../support/workspace.js";

/** Everything needs approval, and nothing needs a sandbox. */
const ASKS = 'approval_policy = "untrusted"\nsandbox_mode = "danger-full-access"';
const DONE = sse.say("done");

describe.each(["app-server", "acp"] as const)("over %s", (name) => {
  async function openWorld(script: readonly ModelReply[], files: WorkspaceOptions["files"] = {}) {
    await using resources = new AsyncDisposableStack();
    const model = resources.use(await startModelServer(script));
    const workspace = resources.use(await createWorkspace({ model, config: ASKS, files }));
    const wire: AskingWire = resources.use(await WIRES[name](workspace));
    const held = resources.move();
    const isMade = (file: string) => existsSync(path.join(workspace.cwd, file));
    return { workspace, wire, isMade, model, [Symbol.asyncDispose]: () => held.disposeAsync() };
  }

  test("an answer counts once, and only for the question that it names", async () => {
    await using world = await openWorld([touch("first", "1"), touch("second", "2"), touch("third", "3"), DONE]);
    const { wire, isMade } = world;
    const { ended } = await wire.say("go");
    const first = await wire.question();
    const guesses = [1, 2, 3, 4].map((more) => Number(first.id) + more);
    const others = [String(first.id), -1, 0.5, null, "first", itemOf(first), ...guesses, ...guesses.map(String)];
    const repeated = Array.from({ length: 10 }, () => wire.answer(first.id, "once"));
    wire.raw.send(...others.filter((id) => id !== first.id).map((id) => wire.answer(id, "once")), ...repeated);
    const second = await wire.question();
    expect([second.command, second.id === first.id]).toEqual([expect.stringContaining("second"), false]);
    wire.raw.send(wire.answer(first.id, "once"), wire.answer(first.id, "session"));
    wire.raw.send(wire.answer(second.id, "no"), wire.answer(second.id, "once"));
    const third = await wire.question();
    wire.raw.send(wire.answer(third.id, "no"));
    await ended;
    expect(["first", "second", "third"].map(isMade)).toEqual([true, false, false]);
  });

  test("an error, or a request with the same id, is not an approval", async () => {
    await using world = await openWorld([touch("first", "1"), touch("second", "2"), DONE]);
    const { wire, isMade } = world;
    const { ended } = await wire.say("go");
    const first = await wire.question();
    wire.raw.send({ id: first.id, method: "accept", params: { decision: "accept" }, result: { decision: "accept" } });
    wire.raw.send({ id: first.id, error: { code: 0, message: "accept" } }, wire.answer(first.id, "once"));
    const second = await wire.question();
    wire.raw.send({ id: second.id, result: [wire.answer(second.id, "once").result] }, wire.answer(second.id, "once"));
    await ended;
    expect(["first", "second"].map(isMade)).toEqual([false, false]);
  });

  test("an approval after an interrupt has no effect, then or for the same command later", async () => {
    await using world = await openWorld([touch("made", "1"), touch("made", "1"), DONE]);
    const { wire, isMade } = world;
    const { ended } = await wire.say("go");
    const first = await wire.question();
    await wire.interrupt();
    await ended;
    wire.raw.send(wire.answer(first.id, "session"));
    const next = await wire.say("again");
    const second = await wire.question();
    wire.raw.send(wire.answer(first.id, "once"), wire.answer(second.id, "no"));
    await next.ended;
    expect(isMade("made")).toBe(false);
  });

  test("calls with the same id are approved separately", async () => {
    const both = { name: "shell", call_id: "same" };
    const calls = sse.calls(
      { ...both, arguments: { command: ["touch", "first"] } },
      { ...both, arguments: { command: ["touch", "second"] } },
    );
    await using world = await openWorld([calls, DONE]);
    const { wire, isMade } = world;
    const { ended } = await wire.say("go");
    const first = await wire.question();
    wire.raw.send(wire.answer(first.id, "once"), wire.answer(first.id, "once"));
    const second = await wire.question();
    expect(second.command).not.toBe(first.command);
    wire.raw.send(wire.answer(second.id, "no"));
    await ended;
    expect(["first", "second"].map(isMade).sort()).toEqual([false, true]);
  });

  test("an approval for the session covers only these words, this folder and this script", async () => {
    const run = (words: readonly string[], more: Readonly<Record<string, unknown>> = {}) => sse.shell(words, more);
    const script = ["sh", "build.sh"];
    await using world = await openWorld(
      [
        ...[run(script), run(script), run([...script, "x"]), run(["bash", "-c", "sh build.sh"])],
        ...[run(script, { workdir: "sub" }), run(["cp", "other.sh", "build.sh"]), run(script), DONE],
      ],
      { "build.sh": "echo run >> runs\n", "sub/build.sh": "touch ../sub-ran\n", "other.sh": "touch other-ran\n" },
    );
    const { wire, isMade, workspace } = world;
    const { ended } = await wire.say("go");
    const asked: string[] = [];
    for (const decision of ["session", "no", "no", "no", "once", "no"] as const) {
      const question = await wire.question();
      asked.push(question.command);
      wire.raw.send(wire.answer(question.id, decision));
    }
    await ended;
    expect(asked).toHaveLength(6);
    expect(asked.filter((command) => command === "sh build.sh")).toHaveLength(3);
    expect(["sub-ran", "other-ran"].map(isMade)).toEqual([false, false]);
    expect(readFileSync(path.join(workspace.cwd, "runs"), "utf8")).toBe("run\nrun\n");
  });
});

const touch = (file: string, callId: string) => sse.shell(["touch", file], {}, callId);

/** The item that a question is about, not the question's id. */
const itemOf = ({ params }: WireQuestion): unknown => params["itemId"] ?? Object(params["toolCall"]).toolCallId;
