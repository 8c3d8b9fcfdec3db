import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import fc from "fast-check";
import { expect, it } from "vitest";
import { EMPTY_THREAD, foldThreadEvent, type ThreadView } from "../../src/items/thread-view.js";
import type { TurnView } from "../../src/items/turn-view.js";
import { fileThreadStore } from "../../src/store/file-thread-store.js";
import type { Thread } from "../../src/thread/thread.js";
import { threadId, userItem, writeEnveloped } from "../support/rollout-lines.js";
import { runOneTurn, startScripted, steps } from "./random-turns.js";

/** Folds a thread's events from now on. */
function watch(thread: Thread, view: ThreadView = EMPTY_THREAD): { readonly view: ThreadView } {
  const watched = { view };
  thread.observe({
    onEvent: (event) => {
      watched.view = foldThreadEvent(watched.view, event);
    },
  });
  return watched;
}

function writeBelow(folder: string, name: string, content: string | Uint8Array): string {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

/** The diff of a turn is reported while it runs, but not saved. */
const kept = (turns: readonly TurnView[]) => turns.map(({ diff: _, ...turn }) => turn);

it("a saved thread reads back as it was shown, even if it was resumed", async () => {
  await fc.assert(
    fc.asyncProperty(steps, steps, fc.boolean(), async (first, second, interrupts) => {
      await using engine = await startScripted([first, second]);
      const store = fileThreadStore(engine.codexHome);
      let shown = EMPTY_THREAD;
      let id: string | undefined;
      for (const _session of [1, 2]) {
        await using conversation =
          id === undefined ? await engine.codex.newConversation() : await engine.codex.resumeConversation(id);
        const { thread } = conversation.conversation;
        const watched = watch(thread, shown);
        await runOneTurn(thread, { interrupts });
        await thread.saved();
        shown = watched.view;
        id = thread.id;
        const saved = await store.read(thread.id);
        expect(kept(saved.turns)).toEqual(kept(shown.turns));
        expect(saved.usage ?? EMPTY_THREAD.usage).toEqual(shown.usage);
        expect(saved.warnings).toEqual([]);
        expect(saved.summary.meta).toMatchObject({ cwd: engine.cwd, model_provider: "mock" });
        expect(saved.settings).toMatchObject({ model: "mock-model", modelProvider: "mock", cwd: engine.cwd });
      }
    }),
    { numRuns: 20 },
  );
});

it("a thread of a later Codex reads back as it was shown after it is continued", async () => {
  await fc.assert(
    fc.asyncProperty(steps, fc.boolean(), async (names, interrupts) => {
      await using engine = await startScripted([names]);
      const store = fileThreadStore(engine.codexHome);
      const event = (payload: object) => ["event_msg", payload] as const;
      writeEnveloped(
        { write: (name, content) => writeBelow(engine.codexHome, name, content) },
        {
          id: threadId(1),
          time: "2026-01-01T10-00-00",
          lines: [event({ type: "task_started", turn_id: "t1" }), ["response_item", userItem("first")]],
        },
      );
      const before = await store.read(threadId(1));
      await using conversation = await engine.codex.resumeConversation(threadId(1));
      const { thread } = conversation.conversation;
      const watched = watch(thread);
      await runOneTurn(thread, { interrupts });
      await thread.saved();
      const saved = await store.read(thread.id);
      expect(kept(saved.turns)).toEqual(kept([...before.turns, ...watched.view.turns]));
      expect(saved.usage ?? EMPTY_THREAD.usage).toEqual(watched.view.usage);
      expect(saved.warnings).toEqual([]);
    }),
    { numRuns: 15 },
  );
});
