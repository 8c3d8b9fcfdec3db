import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { base, codeOf, env, home, run, underEachBackend, work, write } from "../../test/support/obeyed-world.js";
import { SessionRoots } from "../safety/roots/session-roots.js";

underEachBackend("start-up files and Codex's own", () => {
  it("are protected in a writable home folder", async () => {
    write("home/.bashrc", "mine\n");
    write("home/.ssh/config", "mine\n");
    write("home/.config/git/config", "[user]\n\tname = me\n");
    const script =
      "echo evil > ~/.profile; echo evil >> ~/.bashrc; mkdir -p ~/.config/fish; echo evil > ~/.config/fish/config.fish; echo evil > ~/.ssh/rc; " +
      "git config --global core.pager evil; git config -f ~/.config/git/config core.pager evil; mv ~/.ssh ~/s; mkdir ~/.ssh; echo evil > ~/.ssh/config; touch ~/work.txt";
    await run(script, { policy: { writable_roots: [home] } });
    const now = execFileSync(
      "bash",
      [
        "-c",
        "cat ~/.profile ~/.bashrc ~/.ssh/{config,rc} ~/.gitconfig ~/.config/git/config ~/.config/fish/config.fish 2>/dev/null || true",
      ],
      { env: env() },
    ).toString();
    expect(now).not.toContain("evil");
    expect(now).toContain("mine");
    expect(existsSync(join(home, "work.txt"))).toBe(true);
  });

  it("of prompts, tools and other agents are protected too", async () => {
    write("home/.config/starship.toml", "mine\n");
    const files = [
      ".config/starship.toml",
      ".gradle/init.d/x.gradle",
      ".cargo/bin/cargo",
      ".claude/settings.json",
      ".lldbinit",
    ];
    const script = `cd; for f in ${files.join(" ")}; do mkdir -p $(dirname $f); echo evil >> $f; done; touch work.txt`;
    await run(script, { policy: { writable_roots: [home] } });
    const evil = files.filter(
      (file) => existsSync(join(home, file)) && /evil/.test(readFileSync(join(home, file), "utf8")),
    );
    expect(evil).toEqual([]);
    expect(existsSync(join(home, "work.txt"))).toBe(true);
  });

  it("are protected where variables of the environment put them", async () => {
    const moved = {
      ...{
        XDG_CONFIG_HOME: join(work, "settings"),
        ZDOTDIR: join(work, "zsh"),
        GIT_CONFIG_GLOBAL: join(work, "git.cfg"),
      },
      BASH_ENV: join(work, "every-bash.sh"),
    };
    write("work/git.cfg", "mine\n");
    const roots = new SessionRoots({ env: { ...env(), ...moved }, codexHome: join(base, "codex-home") });
    const files = ["settings/git/config", "settings/fish/config.fish", "zsh/.zshenv", "git.cfg", "every-bash.sh"];
    const script = `for f in ${files.join(" ")}; do mkdir -p $(dirname $f); echo evil >> $f; done; touch zsh/notes`;
    await run(script, { roots });
    const look = `cat ${files.join(" ")} 2>/dev/null || true`;
    expect(execFileSync("bash", ["-c", look], { cwd: work }).toString()).toBe("mine\n");
    expect(existsSync(join(work, "zsh/notes"))).toBe(true);
  });

  it("Codex's compiled code is protected wherever it is cached", async () => {
    const places = [
      { env: env(), cache: join(home, ".cache") },
      { env: { ...env(), XDG_CACHE_HOME: join(work, "cache") }, cache: join(work, "cache") },
    ];
    write("work/cache/codex/compiled/known", "mine\n");
    for (const { env, cache } of places) {
      const roots = new SessionRoots({ env, codexHome: join(base, "codex-home") });
      const folder = join(cache, "codex/compiled");
      await run(
        `mkdir -p ${folder}/v1; echo evil > ${folder}/v1/code; echo evil >> ${folder}/known; touch ${cache}/x`,
        {
          policy: { writable_roots: [home] },
          roots,
        },
      );
      const evil = ["v1/code", "known"].map((name) => join(folder, name)).filter((file) => existsSync(file));
      for (const file of evil) expect(readFileSync(file, "utf8")).not.toContain("evil");
      expect(existsSync(join(cache, "x"))).toBe(true);
    }
  });

  it("of agents are protected in a project, and cannot be created", async () => {
    write("work/.agents/skills/x/scripts/run.sh", "mine\n");
    write("work/.claude/settings.json", "mine\n");
    write("work/.mcp.json", "mine\n");
    const evil = [
      ".agents/skills/x/scripts/run.sh",
      ".claude/settings.json",
      ".mcp.json",
      ".aws/config",
      ".cursor/mcp.json",
    ];
    const script = `for f in ${evil.join(" ")}; do mkdir -p $(dirname $f); echo evil >> $f; done; mv .agents a; cp -r a .agents; echo evil > .agents/x; touch ok`;
    await run(script);
    const look =
      "find .agents .claude .mcp.json .aws .cursor -type f ! -path '*.untrusted*' -exec cat {} + 2>/dev/null || true";
    expect(execFileSync("bash", ["-c", look], { cwd: work }).toString()).toBe("mine\n".repeat(3));
    expect(existsSync(join(work, "ok"))).toBe(true);
  });

  it("are protected wherever CODEX_HOME is", async () => {
    write("codex-home/config.toml", "model = 1\n");
    const script =
      "cd ..; echo evil > codex-home/config.toml; echo evil > codex-home/AGENTS.md; mv codex-home c; mkdir codex-home; echo evil > codex-home/config.toml; ln -sfn /tmp codex-home; touch work/ok";
    await run(script, { policy: { writable_roots: [base] } });
    expect(readFileSync(join(base, "codex-home/config.toml"), "utf8")).toBe("model = 1\n");
    expect(existsSync(join(base, "codex-home/AGENTS.md"))).toBe(false);
    expect(existsSync(join(work, "ok"))).toBe(true);
    expect(await codeOf(run("touch x", { cwd: join(base, "codex-home") }))).not.toBe(0);
  });

  it("are protected behind links in a writable folder", async () => {
    write("codex-home/config.toml", "mine\n");
    mkdirSync(join(base, "links"));
    symlinkSync("links/second", join(base, "first"));
    symlinkSync("../codex-home", join(base, "links/second"));
    const roots = new SessionRoots({ env: { ...env(), CODEX_HOME: join(base, "first") } });
    const evil = (path: string) => `rm -f ${path}; mkdir -p ${path}; echo evil > ${path}/config.toml`;
    const script = `cd ..; ${evil("first")}; mv links l; ${evil("links/second")}`;
    await run(script, { roots, policy: { writable_roots: [base] } });
    for (const path of ["first", "links/second"])
      expect(readFileSync(join(base, path, "config.toml"), "utf8")).toBe("mine\n");
  });

  it("are protected when the project is the file system's root", async () => {
    const script = `touch /usr/local/bin/obeyed-test /etc/obeyed-test ${base}/codex-home/x; echo evil > ~/.bashrc; touch ${work}/ok`;
    await run(script, { cwd: "/" });
    const made = ["/usr/local/bin/obeyed-test", "/etc/obeyed-test", join(base, "codex-home/x"), join(home, ".bashrc")];
    expect(made.filter((path) => existsSync(path))).toEqual([]);
    expect(existsSync(join(work, "ok"))).toBe(true);
  });
});
