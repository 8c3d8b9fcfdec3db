import { describe, expect, it } from "vitest";
import { seatbeltCommand, seatbeltProfile } from "./seatbelt.js";
import { throughUserShell } from "./through-user-shell.js";

describe("the profile for macOS", () => {
  it("denies by default, allows reading everything and writing only where nothing can be lost", () => {
    const { profile, parameters } = seatbeltProfile({ writableRoots: [], network: false });
    expect(profile.startsWith("(version 1)\n(deny default)\n")).toBe(true);
    expect(profile).toContain("(allow file-read*)");
    expect(profile).not.toMatch(/allow file-write\*|network|system-socket/);
    expect(parameters).toEqual([]);
  });

  it("enables the network only on request", () => {
    const unixSockets = ["/no/such/docker.sock"];
    const { profile, parameters } = seatbeltProfile({ writableRoots: [], network: true, unixSockets });
    expect(profile).toContain("(allow network-outbound (remote ip))\n(allow network-inbound)\n(allow system-socket)");
    expect(profile).toContain('(allow network-outbound (literal (param "UNIX_SOCKET_0")))');
    expect(parameters).toEqual(["-DUNIX_SOCKET_0=/no/such/docker.sock"]);
  });

  it("passes writable folders and their protected paths as parameters, never in its text", () => {
    const root = '/w/a") (allow default) ("';
    const readOnlySubpaths = [`${root}/.codex`, `${root}/.git/hooks`];
    const { profile, parameters } = seatbeltProfile({ writableRoots: [{ root, readOnlySubpaths }], network: false });
    expect(profile).not.toContain("allow default");
    expect(profile).toContain(
      '(require-all (subpath (param "WRITABLE_ROOT_0")) (require-not (subpath (param "WRITABLE_ROOT_0_RO_0"))) ' +
        '(require-not (subpath (param "WRITABLE_ROOT_0_RO_1"))) ' +
        '(require-not (literal (string-append (param "WRITABLE_ROOT_0") "/.git"))))',
    );
    expect(parameters).toEqual([
      `-DWRITABLE_ROOT_0=${root}`,
      `-DWRITABLE_ROOT_0_RO_0=${root}/.codex`,
      `-DWRITABLE_ROOT_0_RO_1=${root}/.git/hooks`,
    ]);
  });

  it("hides files after it has allowed reading all others", () => {
    const { profile, parameters } = seatbeltProfile({
      writableRoots: [],
      network: false,
      hiddenFiles: ["/h/auth.json"],
    });
    expect(profile).toContain('(allow file-read*)\n(deny file-read-data (literal (param "HIDDEN_FILE_0")))');
    expect(parameters).toEqual(["-DHIDDEN_FILE_0=/h/auth.json"]);
  });

  it("is passed to the system's own program", () => {
    const [program, flag, , ...rest] = seatbeltCommand(["ls", "-p"], { writableRoots: [], network: false });
    expect([program, flag, ...rest]).toEqual(["/usr/bin/sandbox-exec", "-p", "--", "ls", "-p"]);
  });
});

describe("the user's shell and profile", () => {
  const shell = { name: "zsh", path: "/bin/zsh", profile: "/etc/passwd" };

  it.each<[string, string[], string[]]>([
    ["a script", ["bash", "-lc", "echo 'a b' && ls"], ["/bin/zsh", "-lc", "source /etc/passwd && (echo 'a b' && ls)"]],
    ["a program", ["echo", "a b", "$HOME"], ["/bin/zsh", "-lc", "source /etc/passwd && (echo 'a b' '$HOME')"]],
    ["a command with a NUL byte", ["echo", "a\0b"], ["echo", "a\0b"]],
  ])("run %s", (_, command, expected) => {
    expect(throughUserShell(command, shell)).toEqual(expected);
  });

  it("are left out where they do not exist", () => {
    expect(throughUserShell(["ls"], undefined)).toEqual(["ls"]);
    expect(throughUserShell(["ls"], { ...shell, profile: "/no/such/profile" })).toEqual(["ls"]);
  });
});
