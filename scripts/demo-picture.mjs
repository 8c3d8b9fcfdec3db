// Creates docs/images/demo.svg: the output of `codex demo` on a terminal, as a picture with selectable text. Run it after a change of the
// demo or of how runs are shown: node scripts/demo-picture.mjs
import { execFileSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { terminalPicture, withoutLinks } from "./terminal-svg.mjs";

const program = fileURLToPath(new URL("../apps/cli/dist/codex.js", import.meta.url));
const picture = fileURLToPath(new URL("../docs/images/demo.svg", import.meta.url));
mkdirSync(new URL("../docs/images/", import.meta.url), { recursive: true });
writeFileSync(picture, terminalPicture(demoOutput(), { columns: 100, title: "codex demo in a terminal" }));
console.log(picture);

/** The output of the demo, without parts that differ each time or on other machines. */
function demoOutput() {
  const printed = execFileSync(
    "/bin/sh",
    ["-c", '"$0" "$1" demo --color always 2>&1 >/dev/null', process.execPath, program],
    {
      encoding: "utf8",
    },
  );
  return withoutLinks(`\u001b[32m$\u001b[39m codex demo\n${printed}`)
    .replaceAll(process.execPath, "node")
    .replaceAll(/\S*\/codex-demo-\w+/g, "/tmp/codex-demo")
    .replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "0197f3c2-7d1e-7a40-9c55-3f6a1e8b2d04");
}
