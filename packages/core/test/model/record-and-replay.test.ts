import { responsesEvent, sse, startModelServer } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { createModelClient } from "../../src/model/create-model-client.js";
import type { ModelClient, ResponseEvent } from "../../src/model/model-client.js";
import { createRecordingSink, recordingModel } from "../../src/model/recording/record.js";
import { createReplayModel } from "../../src/model/recording/replay.js";
import { clientOptions, PROMPT } from "./client-options.js";

async function read(model: ModelClient): Promise<ResponseEvent[]> {
  const events: ResponseEvent[] = [];
  for await (const event of model.stream(PROMPT, new AbortController().signal)) events.push(event);
  return events;
}

describe("a recording", () => {
  it("replays the recorded answers, in another folder", async () => {
    await using server = await startModelServer([
      sse.shell(["cat", "/home/me/work/a.txt"]),
      sse.say("done", { deltas: ["do", "ne"] }),
    ]);
    let recording = "";
    const sink = createRecordingSink({
      write: (line) => {
        recording += line;
      },
      env: {},
      variables: { CWD: "/home/me/work", HOME: "/home/me" },
    });
    const options = clientOptions(server.baseUrl);
    const first = await read(recordingModel(createModelClient(options), sink));
    const second = await read(recordingModel(createModelClient(options), sink));
    expect(recording).not.toContain("/home/me");

    const same = createReplayModel(recording, { variables: { CWD: "/home/me/work" } });
    expect([await read(same), await read(same)]).toEqual([first, second]);
    const elsewhere = createReplayModel(recording, { variables: { CWD: "/tmp/x" } });
    expect((await read(elsewhere))[1]).toMatchObject({
      item: { type: "function_call", arguments: '{"command":["cat","/tmp/x/a.txt"]}' },
    });
  });

  it("contains no secrets", async () => {
    const text =
      "key sk-abcdefghijklmnopqrstuvwx, ghp_abcdefghijklmnopqrstuvwxyz and hunter2hunter2; Authorization: Bearer abcdefgh12345678";
    await using server = await startModelServer([sse.reason("thinking", text)]);
    let recording = "";
    const write = (line: string) => {
      recording += line;
    };
    const sink = createRecordingSink({ write, env: { MY_PASSWORD: "hunter2hunter2", HOME: "/home/somebody" } });
    const events = await read(recordingModel(createModelClient(clientOptions(server.baseUrl)), sink));
    expect(JSON.stringify(events)).toContain("hunter2");
    for (const secret of ["sk-abc", "ghp_", "hunter2", "abcdefgh12345678", "opaque"])
      expect(recording).not.toContain(secret);
    expect(recording).toContain("key [removed], [removed] and [removed]; Authorization: [removed]");
  });

  it("records failures and repeats them", async () => {
    await using server = await startModelServer([sse.cut(responsesEvent.textDelta("a"))]);
    const lines: string[] = [];
    const sink = createRecordingSink({ write: (line) => void lines.push(line), env: {} });
    const recorded = recordingModel(createModelClient(clientOptions(server.baseUrl)), sink);
    await expect(read(recorded)).rejects.toMatchObject({ code: "stream-disconnected" });
    const message = "stream disconnected before completion: stream closed before response.completed";
    await expect(read(createReplayModel(lines.join("")))).rejects.toMatchObject({
      code: "stream-disconnected",
      message,
    });
  });

  it("has an end", async () => {
    const model = createReplayModel('{"type":"codex-recording","version":1}\n{"type":"from-the-future"}\n');
    await expect(read(model)).rejects.toMatchObject({ code: "request-invalid" });
  });

  it.each(["", "nothing", '{"type":"codex-recording","version":2}'])("is not %j", async (text) => {
    const replay = async () => read(createReplayModel(text));
    await expect(replay()).rejects.toMatchObject({ code: "request-invalid" });
  });
});
