import { execFile } from "node:child_process";
import { chmod, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { sse, startModelServer } from "@codex/test-support";
import { describe, expect, test } from "vitest";
import { startWorker } from "./support/fleet-worker.js";
import { hasNats, startNats } from "./support/nats.js";
import { runCodex } from "./support/run-codex.js";
import { createWorkspace, type Workspace } from "./support/workspace.js";

const FREE = ["-s", "danger-full-access"];

async function git(workspace: Workspace, ...args: readonly string[]): Promise<string> {
  const identity = ["-c", "user.name=A", "-c", "user.email=a@example.com"];
  return (await promisify(execFile)("git", [...identity, ...args], { cwd: workspace.cwd })).stdout;
}

/** A repository that differs from its commit in every way. */
async function repository(): Promise<Workspace> {
  const workspace = await createWorkspace({
    files: {
      "kept.txt": "kept\n",
      "changed.txt": "before\n",
      "gone.txt": "gone\n",
      ".gitignore": "ignored.txt\n",
      "sub/deep.txt": "deep\n",
    },
  });
  await git(workspace, "commit", "--quiet", "-m", "first");
  const file = (name: string) => path.join(workspace.cwd, name);
  await writeFile(file("changed.txt"), "after\n");
  await rm(file("gone.txt"));
  await writeFile(file("ignored.txt"), "ignored\n");
  await mkdir(file("new"));
  await writeFile(file("new/run.sh"), "#!/bin/sh\necho run\n");
  await chmod(file("new/run.sh"), 0o755);
  await writeFile(file(".env"), "TOKEN=hunter2\n");
  await writeFile(file("server.pem"), "hunter3\n");
  return workspace;
}

/** The outputs of its calls that the model got. */
function outputsIn(body: unknown): string[] {
  const { input } = body as { input: readonly { readonly type: string; readonly output?: unknown }[] };
  return input.flatMap(({ type, output }) => (type === "function_call_output" ? [JSON.stringify(output)] : []));
}

describe.skipIf(!hasNats)(
  "the workspace of a turn on a fleet (skipped without nats-server)",
  { timeout: 600_000 },
  () => {
    test("is the caller's current repository, without files that look secret; --apply applies the result", async () => {
      await using nats = await startNats();
      const look = "git status --short; cat changed.txt new/run.sh; ls -A; git log --format=%s";
      await using model = await startModelServer([
        sse.shell(["sh", "-c", look], {}, "look"),
        sse.shell(["sh", "-c", "echo more >> changed.txt; echo made > made.txt; rm kept.txt"], {}, "work"),
        sse.say("done"),
      ]);
      await using machine = await createWorkspace({ model });
      await using client = await repository();
      await using _worker = await startWorker(machine, nats.url);
      const { code, stdout, stderr } = await runCodex(client, [
        "exec",
        "--fleet",
        nats.url,
        ...FREE,
        "--apply",
        "work",
      ]);
      expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: "done\n" });
      expect(stderr).toContain(
        "left out of the workspace, since it looks secret, is too large, cannot be read or is a repository of its own: .env, server.pem",
      );
      const seen = JSON.stringify(model.requests[1]?.body);
      for (const text of [" M changed.txt", " D gone.txt", "?? new/", "after", "echo run", "first"])
        expect(seen).toContain(text);
      for (const text of ["?? ignored.txt", "hunter", "server.pem"]) expect(seen).not.toContain(text);
      expect(await client.read("changed.txt")).toBe("after\nmore\n");
      expect(await client.read("made.txt")).toBe("made\n");
      expect(await client.read("ignored.txt")).toBe("ignored\n");
      expect(await client.read(".env")).toBe("TOKEN=hunter2\n");
      await expect(client.read("kept.txt")).rejects.toThrow();
      expect((await git(client, "for-each-ref", "refs/codex/")).trim()).toBe("");
    });

    test("moves with the thread from one worker to the next", async () => {
      await using nats = await startNats();
      await using model = await startModelServer([]);
      await using first = await createWorkspace({ model });
      await using second = await createWorkspace({ model });
      await using client = await repository();
      let thread = "";
      {
        await using _worker = await startWorker(first, nats.url);
        const commit = "git -c user.name=M -c user.email=m@example.com commit -qam second";
        model.push(
          sse.shell(["sh", "-c", `${commit}; echo one > made.txt; echo x >> ../new/run.sh`], {}, "a"),
          sse.say("one"),
        );
        const run = await runCodex(client, ["exec", "--fleet", nats.url, ...FREE, "--json", "--cd", "sub", "work"]);
        expect(run).toMatchObject({ code: 0 });
        expect((await git(client, "for-each-ref", "refs/codex/")).trim()).toBe("");
        thread = JSON.parse(run.stdout.split("\n")[0] ?? "").thread_id;
      }
      await using _worker = await startWorker(second, nats.url);
      model.push(
        sse.shell(
          ["sh", "-c", "{ pwd; cat made.txt; cd ..; tail -1 new/run.sh; git log --format=%s; } | tr '\\n' '|'"],
          {},
          "b",
        ),
        sse.say("two"),
      );
      const again = await runCodex(client, ["exec", "resume", "--fleet", nats.url, ...FREE, thread, "go on"]);
      expect(again).toMatchObject({ code: 0, stdout: "two\n" });
      const seen = outputsIn(model.requests[3]?.body).at(-1);
      expect(seen).toContain(`${thread}/sub|one|x|second|first|`);
    });

    test("is a clone of a repository", async () => {
      await using nats = await startNats();
      await using model = await startModelServer([
        sse.shell(["git", "log", "--format=%s %D"], {}, "a"),
        sse.say("seen"),
      ]);
      await using machine = await createWorkspace({ model });
      await using origin = await repository();
      await git(origin, "checkout", "--quiet", "-b", "topic");
      await git(origin, "commit", "--quiet", "-am", "on the topic");
      await git(origin, "checkout", "--quiet", "-f", "-b", "other", "HEAD~1");
      await using client = await createWorkspace({ git: false });
      await using _worker = await startWorker(machine, nats.url);
      const from = ["--repo", `file://${origin.cwd}`, "--ref", "topic"];
      const run = await runCodex(client, ["exec", "--fleet", nats.url, ...FREE, ...from, "look"]);
      expect(run).toMatchObject({ code: 0, stdout: "seen\n" });
      expect(JSON.stringify(model.requests[1]?.body)).toContain("on the topic HEAD -> topic");
    });

    test("is a folder shared by the workers, if they allow it", async () => {
      await using nats = await startNats();
      await using model = await startModelServer([
        sse.shell(["sh", "-c", "echo here > made.txt"], {}, "a"),
        sse.say("made"),
      ]);
      await using machine = await createWorkspace({ model });
      await using shared = await createWorkspace({ git: false });
      await using _worker = await startWorker(machine, nats.url, "--shared", shared.cwd);
      const inFolder = (folder: string) => ["exec", "--fleet", nats.url, ...FREE, "--shared", folder, "make"];
      expect(await runCodex(shared, inFolder(shared.cwd))).toMatchObject({ code: 0, stdout: "made\n" });
      expect(await readFile(path.join(shared.cwd, "made.txt"), "utf8")).toBe("here\n");
      const refused = await runCodex(shared, inFolder(machine.codexHome));
      expect(refused.code).toBe(1);
      expect(refused.stderr).toContain("is not a folder that this worker shares");
    });
  },
);
