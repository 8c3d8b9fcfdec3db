import { chmodSync, writeFileSync } from "node:fs";
import { TemporaryFolder } from "@codex/test-support";
import { afterEach, beforeEach, expect, it } from "vitest";
import { scriptsFingerprint } from "../safety/approved-scripts.js";
import { Approvals } from "./approvals.js";

let folder: TemporaryFolder;
beforeEach(() => {
  folder = new TemporaryFolder({
    "build.sh": "#!/bin/sh\n",
    "x.py": "",
    "package.json": "{}",
    Makefile: "all:\n",
    "sub/y.js": "",
    "sub/Makefile": "all:\n",
    "sub/package.json": "{}",
    "tool.py": "",
    "CMakeLists.txt": "",
    "vite.config.ts": "",
    "steps.txt": "",
    ".pre-commit-config.yaml": "",
    notes: "",
  });
  chmodSync(folder.at("build.sh"), 0o755);
});
afterEach(() => folder[Symbol.dispose]());

const words = (line: string) => line.split(" ");
const bash = (script: string) => ["bash", "-lc", script];

async function of(command: readonly string[], cwd = folder.path) {
  return { command, cwd, scripts: await scriptsFingerprint({ command, cwd, untrustedFolders: [folder.path] }) };
}

it("counts for the same words in the same folder", async () => {
  const approvals = new Approvals();
  approvals.approveForSession(await of(words("rm -rf build")), { sandboxed: false });
  expect(approvals.approvalOf(await of(words("rm -rf build")))).toEqual({ sandboxed: false });
  const others = [
    words("rm -rf build /"),
    ["rm", "-rf", "build "],
    ["rm -rf build"],
    bash("rm -rf build"),
    words("rm -rf"),
  ];
  for (const command of others) expect(approvals.approvalOf(await of(command))).toBeUndefined();
  expect(approvals.approvalOf(await of(words("rm -rf build"), folder.at("sub")))).toBeUndefined();
});

it("stays valid when files change that the command only reads", async () => {
  const approvals = new Approvals();
  const reading = [
    bash("ls *.txt"),
    bash('echo "$HOME" && cat steps.txt'),
    words("cat steps.txt"),
    words("git add steps.txt"),
    bash("wc < steps.txt"),
  ];
  for (const command of [...reading, words("python3 x.py steps.txt"), words("make -C sub steps.txt")]) {
    approvals.approveForSession(await of(command), { sandboxed: false });
    writeFileSync(folder.at("steps.txt"), command.join(" "));
    expect(approvals.approvalOf(await of(command)), command.join(" ")).toBeDefined();
  }
});

it("ends when another program is found for a bare name", async () => {
  const path = `${folder.at("bin")}:tools:/usr/bin:/bin`;
  const ofPath = async (command: readonly string[]) => {
    const request = { command, cwd: folder.path, path, untrustedFolders: [folder.path] };
    return { command, cwd: folder.path, scripts: await scriptsFingerprint(request) };
  };
  const commands = [words("check all"), bash("sudo -n check all"), ["bash", "-c", "cd sub && check"]];
  const put = (name: string, text: string) => {
    folder.write(name, text);
    chmodSync(folder.at(name), 0o755);
  };
  for (const [name, text] of [
    ["tools/check", "1"],
    ["sub/tools/check", "1"],
    ["bin/check", "1"],
    ["bin/check", "2"],
  ] as const) {
    const approvals = new Approvals();
    for (const command of commands) approvals.approveForSession(await ofPath(command), { sandboxed: false });
    for (const command of commands) expect(approvals.approvalOf(await ofPath(command))).toBeDefined();
    put(name, text);
    const counting = name.startsWith("sub/") ? commands.slice(2) : commands;
    for (const command of counting)
      expect(approvals.approvalOf(await ofPath(command)), command.join(" ")).toBeUndefined();
  }
});

it("leaves the sandbox only if a question said so", async () => {
  const approvals = new Approvals();
  const approved = await of(["make"]);
  approvals.approveForSession(approved, { sandboxed: true });
  expect(approvals.approvalOf(approved)).toEqual({ sandboxed: true });
  approvals.approveForSession(approved, { sandboxed: false });
  approvals.approveForSession(approved, { sandboxed: true });
  expect(approvals.approvalOf(approved)).toEqual({ sandboxed: false });
});

it.each<[string, ...string[][]]>([
  [
    "build.sh",
    words("./build.sh"),
    bash("./build.sh -v"),
    words("sh build.sh"),
    bash("cd . && ./build.sh"),
    words("sudo ./build.sh"),
  ],
  [
    "build.sh",
    words("env A=1 ./build.sh"),
    words("timeout 5 ./build.sh"),
    words("strace ./build.sh"),
    bash("if ./build.sh; then ls; fi"),
  ],
  ["x.py", words("python3 x.py"), words("python3.12 -u x.py"), bash("cd sub && python ../x.py")],
  ["sub/y.js", words("node sub/y.js"), bash("cd sub && node y.js")],
  ["package.json", words("npm test"), bash("npm run build && ls"), words("yarn lint")],
  ["Makefile", words("make"), words("make -j4 all")],
  ["new.sh", words("sh new.sh"), words("./new.sh")],
  ["x.py", words("python3 -W ignore x.py"), words("uv run x.py"), words("sudo -u me python3 x.py")],
  ["tool.py", words("python3 -m tool"), words("python3 -um tool")],
  ["steps.txt", bash("sh < steps.txt"), bash("cat steps.txt | bash -s"), bash("bash -o pipefail steps.txt")],
  ["steps.txt", words("make --file=steps.txt"), words("node -r ./steps.txt sub/y.js")],
  ["sub/y.js", words("node sub/y"), words("node --import=./sub/y.js -e 0")],
  ["steps.txt", words("ssh -F steps.txt host"), words("psql --file=steps.txt"), bash("gdb -x steps.txt -batch")],
  ["CMakeLists.txt", words("cmake ."), bash("mkdir -p out && cmake -S . -B out")],
  ["vite.config.ts", words("vite build"), words("npx vite build")],
  ["steps.txt", bash("xargs -I{} sh -c {} < steps.txt"), bash('eval "$(cat steps.txt)"'), bash("$(< steps.txt)")],
  ["steps.txt", bash("while read l; do $l; done < steps.txt"), bash("S=steps.txt; sh $S"), bash("sh *.txt")],
  ["new.txt", bash("for f in *.txt; do sh $f; done")],
  [
    "build.sh",
    words("env -S ./build.sh"),
    bash("PATH=$PWD/:$PATH build.sh"),
    bash("PATH=$(pwd)/:$PATH build.sh"),
    ["env", "-S", "sh build.sh"],
  ],
  [
    "steps.txt",
    ["tar", "cf", "x", "--checkpoint-action=exec=sh steps.txt"],
    ["ssh", "-o", "ProxyCommand=sh steps.txt", "h"],
  ],
  ["sub/Makefile", words("make -C sub"), words("make --directory=sub")],
  ["sub/package.json", words("npm --prefix sub test"), words("node sub"), words("npm --prefix=sub/ test")],
  [".pre-commit-config.yaml", words("git commit -m x"), bash("git add . && git commit -m x")],
])("ends when a file that it runs changes: %s", async (file, ...commands) => {
  const approvals = new Approvals();
  for (const command of commands) approvals.approveForSession(await of(command), { sandboxed: false });
  writeFileSync(folder.at("notes"), "changed");
  for (const command of commands) expect(approvals.approvalOf(await of(command))).toBeDefined();
  writeFileSync(folder.at(file), "changed");
  for (const command of commands) expect(approvals.approvalOf(await of(command)), command.join(" ")).toBeUndefined();
});
