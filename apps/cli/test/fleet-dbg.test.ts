import { test } from "vitest";
import { createFleetWorld, runThreads } from "./support/fleet-world.js";
test("restart", { timeout: 200_000 }, async () => {
  await using world = await createFleetWorld({ steps: 2, work: "sleep 0.1" });
  const t0 = Date.now();
  const at = () => ((Date.now() - t0) / 1000).toFixed(1);
  let results = 0; let ends = 0;
  await runThreads(world.fleet, 20, (event) => {
    if (event.type === "item-ended" && event.item.kind === "command" && ++results === 10) {
      void (async () => { console.error(at(), "kill"); await world.nats.kill(); await world.nats.restart(); console.error(at(), "restarted"); })();
    }
    if (event.type === "turn-ended") console.error(at(), "end", ++ends, event.threadId.slice(0, 6));
    if (event.type === "notice") console.error(at(), "notice", event.message, event.threadId.slice(0, 6));
    if (event.type === "item-ended" && event.item.kind === "command") console.error(at(), "cmd", event.threadId.slice(0, 6));
  });
  for (const w of world.workers) console.error(w.log());
});
