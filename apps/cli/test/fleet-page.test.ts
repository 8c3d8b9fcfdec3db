import { once } from "node:events";
import { sse, startModelServer } from "@codex/test-support";
import { describe, expect, test, vi } from "vitest";
import { documentedBlock } from "../../../packages/fleet/test/nats-conf.js";
import { startLimitedWorker } from "./support/fleet-worker.js";
import { hasSandbox } from "./support/has-sandbox.js";
import { hasNats, startNats } from "./support/nats.js";
import { resultOf, runCodex, startCodex } from "./support/run-codex.js";
import { createWorkspace } from "./support/workspace.js";

const WAIT = { timeout: 180_000 };
const isConfining = await hasSandbox();

/** The commands at the top of the page, by how they start. */
async function documentedCommands(url: string): Promise<readonly (readonly string[])[]> {
  const lines = (await documentedBlock("sh")).trim().split("\n");
  return lines.map((line) => {
    const words = line.replace(/ +#.*$/, "").match(/"[^"]*"|\S+/g) ?? [];
    return words.map((word) => word.replaceAll('"', "").replace("nats://HOST:4222", url));
  });
}

describe.skipIf(!hasNats || !isConfining)(
  "the commands of the fleet page (skipped without nats-server, and without a working sandbox)",
  { timeout: 400_000 },
  () => {
    test("do what the page says", async () => {
      await using nats = await startNats();
      await using model = await startModelServer([]);
      await using machine = await createWorkspace({ model });
      await using client = await createWorkspace();
      const commands = await documentedCommands(nats.url);
      const env = { CODEX_FLEET: nats.url };
      const words = (start: string, thread = "") => {
        const found = commands.find((command) => command.join(" ").startsWith(start)) ?? [];
        expect(found, start).not.toEqual([]);
        return found.slice(1).map((word) => (word === "THREAD" ? thread : word));
      };
      const run = (start: string, thread?: string) => runCodex(client, words(start, thread), { env });
      expect(commands[0]).toEqual(["nats-server", "-js"]);
      await using _worker = await startLimitedWorker(machine, words("codex worker").slice(1));

      model.push(sse.say("The parser keeps its input"));
      expect(await run("codex fleet run")).toMatchObject({ code: 0, stdout: "The parser keeps its input\n" });
      const [thread = ""] = await vi.waitFor(async () => {
        const ids = /completed/.exec((await run("codex fleet status")).stdout)?.input?.match(/[\da-f-]{36}/g) ?? [];
        expect(ids).toHaveLength(1);
        return ids as string[];
      }, WAIT);
      model.push(sse.say("Mended"));
      expect(await run("codex fleet resume", thread)).toMatchObject({ code: 0, stdout: "Mended\n" });
      const following = await startCodex(client, words("codex fleet logs -f", thread), env);
      let heard = "";
      following.stdout.on("data", (chunk: Buffer) => {
        heard += chunk.toString("utf8");
      });
      await vi.waitFor(() => expect(heard).toContain("Mended"), WAIT);
      following.kill("SIGINT");
      await once(following, "close");

      model.push(sse.shell(["sh", "-c", "echo $((40 + 2))"], {}, "ask"), sse.shell(["sleep", "100"], {}, "long"));
      const asking = await startCodex(client, ["fleet", "resume", "-a", "untrusted", thread, "count"], env);
      const asked = resultOf(asking);
      asking.stdin.end();
      await vi.waitFor(async () => expect(await run("codex fleet approve", thread)).toMatchObject({ code: 0 }), WAIT);
      await model.waitForRequests(4);
      expect(await run("codex fleet interrupt", thread)).toMatchObject({ code: 0, stdout: "the turn was stopped\n" });
      expect(await asked).toMatchObject({ code: 130 });

      model.push(sse.shell(["sh", "-c", "echo made > made.txt"], {}, "make"), sse.say("They pass"));
      expect(await run("codex exec")).toMatchObject({ code: 0, stdout: "They pass\n" });
      expect(await client.read("made.txt")).toBe("made\n");
      const hello = { id: 1, method: "initialize", params: { clientInfo: { name: "t", version: "1" } } };
      const list = { id: 2, method: "thread/list", params: { sourceKinds: ["exec", "cli"] } };
      const input = `${JSON.stringify(hello)}\n`;
      const served = await startCodex(client, words("codex app-server"), env);
      const listed = once(served.stdout, "data").then(() => {
        served.stdin.write(`${JSON.stringify(list)}\n`);
        return once(served.stdout, "data");
      });
      served.stdin.write(input);
      expect(String(await listed)).toContain(thread);
      served.stdin.end();
      await once(served, "close");
    });
  },
);
