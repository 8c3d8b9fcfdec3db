import { expect, test } from "vitest";
import { isLoginShell } from "./login-shell.js";

test.each([["bash -lc ls"], ["/bin/bash -l -c ls"], ["sh --login -c ls"], ["zsh -ilc ls"]])(
  "a login shell: %s",
  (line) => {
    expect(isLoginShell(line.split(" "))).toBe(true);
  },
);

test.each([["bash -c ls"], ["ls -l"], ["bash script -l"], ["sh"], ["bash --norc -c ls"]])(
  "not a login shell: %s",
  (line) => {
    expect(isLoginShell(line.split(" "))).toBe(false);
  },
);
