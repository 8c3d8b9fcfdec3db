import { readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { conformance } from "../conformance.js";
import { commandCase, type Run } from "../conformance-case.js";
import type { World } from "../world.js";

/** The result of each script under `codex debug landlock`, and the files that it left next to the working folder. */
const tried =
  (flags: readonly string[], scriptsIn: (world: World) => Readonly<Record<string, string>>) =>
  async (run: Run, world: World): Promise<unknown> => {
    const outcomes: Record<string, unknown> = {};
    for (const [what, script] of Object.entries(scriptsIn(world))) {
      const before = new Set(readdirSync(world.root));
      const { code, stdout } = await run(["debug", "landlock", ...flags, "--", "bash", "-c", script], {
        view: () => ({}),
      });
      const escaped = readdirSync(world.root).filter((name) => !before.has(name));
      for (const name of escaped) rmSync(path.join(world.root, name), { recursive: true });
      outcomes[what] = { ok: code === 0, stdout, ...(escaped.length === 0 ? {} : { escaped: escaped[0] }) };
    }
    return outcomes;
  };

conformance("sandbox", {
  "read-only": commandCase({
    about: "reads everything, writes nothing",
    files: { "a.txt": "data\n" },
    ignore: ["model"],
    view: ({ result, files }) => ({ result, files }),
    play: tried([], ({ home }) => ({
      "read the workspace": "cat a.txt",
      "read /etc": "test -r /etc/passwd && echo yes",
      "write the workspace": "echo x > b.txt",
      "append to a file": "echo x >> a.txt",
      "delete a file": "rm a.txt",
      "make a directory": "mkdir d",
      "write /tmp": "f=$(mktemp) && rm $f",
      "write /dev/null": "echo x > /dev/null",
      "write home": `echo x > ${home}/x`,
      "link out": "ln -s /etc/passwd link",
      truncate: ": > a.txt",
    })),
  }),
  "workspace-write": commandCase({
    about: "writes in the working folder only",
    files: { "a.txt": "data\n" },
    ignore: ["model"],
    view: ({ result, files }) => ({ result, files }),
    play: tried(["--full-auto"], () => ({
      "write the workspace": "echo x > b.txt && cat b.txt",
      "make and move": "mkdir d && mv b.txt d/c.txt && cat d/c.txt",
      "write /etc": "echo x > /etc/parity-should-not-exist",
      "write /usr": "echo x > /usr/parity-should-not-exist",
      "write /dev/null": "echo x > /dev/null",
    })),
  }),
  network: commandCase({
    about: "only local sockets, no privileges",
    ignore: ["model"],
    view: ({ result, files }) => ({ result, files }),
    play: tried(["--full-auto"], () => ({
      "tcp by bash": "exec 3<>/dev/tcp/127.0.0.1/9",
      "python inet": "python3 -c 'import socket; socket.socket(socket.AF_INET, socket.SOCK_STREAM)'",
      "python inet6": "python3 -c 'import socket; socket.socket(socket.AF_INET6, socket.SOCK_DGRAM)'",
      "python unix pair": "python3 -c 'import socket; socket.socketpair(); print(1)'",
      "no new privileges": "grep NoNewPrivs /proc/self/status",
    })),
  }),
  "exit-codes": commandCase({
    about: "a command's exit code is passed on",
    ignore: ["model"],
    async play(run) {
      for (const code of [0, 1, 7, 42]) {
        await run(["debug", "landlock", "--", "bash", "-c", `exit ${code}`], { view: (end) => ({ code: end.code }) });
      }
    },
  }),
});
