import { Connection, memoryTransportPair } from "@codex/jsonrpc";
import { expect, test, vi } from "vitest";
import { abilitiesOf } from "../wire/initialize.js";
import { editorDocuments } from "./editor-documents.js";

test("after an editor has not replied in time, it gets less time until it replies", async () => {
  await using resources = new AsyncDisposableStack();
  const [ours, theirs] = memoryTransportPair();
  let isHanging = true;
  const never = new Promise<never>(() => {});
  const answer = () => (isHanging ? never : { content: "unsaved" });
  resources.use(new Connection({ transport: theirs, findHandler: () => answer }));
  const connection = resources.use(new Connection({ transport: ours, announcesCancellation: false }));
  const limits: number[] = [];
  using _timeout = vi.spyOn(AbortSignal, "timeout").mockImplementation((ms) => {
    limits.push(ms);
    return isHanging ? AbortSignal.abort() : new AbortController().signal;
  });
  const fs = { readTextFile: true, writeTextFile: true };
  const abilities = abilitiesOf({ protocolVersion: 1, clientCapabilities: { fs } });
  const documents = abilities && editorDocuments(connection, abilities, () => "session");
  const read = () => documents?.read("/file", new AbortController().signal);
  expect(await read()).toBeUndefined();
  expect(await read()).toBeUndefined();
  isHanging = false;
  expect(await read()).toBe("unsaved");
  expect(await read()).toBe("unsaved");
  expect(limits).toEqual([5_000, 1_000, 1_000, 5_000]);
});
