import { expect, test } from "vitest";
import { shellScript } from "./shell-script.js";

test.each(["bash", "sh", "/bin/bash", "/usr/bin/zsh", "/usr/local/bin/bash", "/nix/store/abc-bash-5/bin/bash"])(
  "%s runs a script",
  (shell) => {
    expect(shellScript([shell, "-lc", "ls"])).toBe("ls");
    expect(shellScript([shell, "-c", "ls"])).toBe("ls");
  },
);

test.each([
  ["./bash", "-lc", "ls"],
  ["/work/bin/bash", "-lc", "ls"],
  ["/bin/../work/bash", "-lc", "ls"],
  ["bash\n", "-lc", "ls"],
  ["python3", "-c", "ls"],
  ["bash", "-x", "ls"],
  ["bash", "-lc", "ls", "more"],
  ["bash", "-lc"],
])("%s %s is more than its script", (...command) => {
  expect(shellScript(command)).toBeUndefined();
});
