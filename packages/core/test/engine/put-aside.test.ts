import { existsSync } from "node:fs";
import path from "node:path";
import { createLinuxSandbox } from "@codex/linux-sandbox";
import type { EventMsg } from "@codex/protocol";
import { sse } from "@codex/test-support";
import { describe, expect, it } from "vitest";
import { collect, startEngine } from "./start-engine.js";

await using probe = createLinuxSandbox({ arch: process.arch, platform: process.platform });
const canConfine = (await probe.report()).some(({ works }) => works);

const config = { sandbox_mode: "workspace-write" };
const PLANT = "mkdir .codex; echo x > .codex/config.toml";

const isWarning = (event: EventMsg): boolean =>
  event.type === "background_event" && /\.codex.*put aside|put aside.*\.codex/.test(event.message);

describe.skipIf(!canConfine)(
  "files that a command writes for other programs to obey (needs a Linux sandbox that works)",
  () => {
    it("are reported to the user, also for a command in a terminal", async () => {
      const plant = sse.call("exec_command", { cmd: PLANT, login: false }, "call-1");
      await using engine = await startEngine([plant, sse.say("ok")], {
        config: { ...config, experimental_use_exec_command_tool: true },
      });
      await using conversation = await engine.codex.newConversation();
      expect((await collect(conversation.run("go"))).filter(isWarning)).toHaveLength(1);
    });

    it("are reported even if the turn has ended by then", async () => {
      await using engine = await startEngine([sse.shell(["bash", "-c", `${PLANT}; echo done; sleep 600`])], { config });
      await using conversation = await engine.codex.newConversation();
      const warned = Promise.withResolvers<void>();
      conversation.conversation.subscribe({ onEvent: ({ msg }) => isWarning(msg) && warned.resolve() });
      const stop = new AbortController();
      for await (const event of conversation.run("go", { signal: stop.signal })) {
        if (event.type === "exec_command_output_delta") stop.abort();
      }
      await warned.promise;
      expect(existsSync(path.join(engine.cwd, ".codex"))).toBe(false);
    });
  },
);
