import { constants } from "node:os";
import { expect, test } from "vitest";
import { callFailed } from "./call-failed.js";

test("a failed call says why in words", () => {
  const { EMFILE } = constants.errno;
  expect(callFailed("pipe2", EMFILE).message).toBe(`pipe2: too many open files (error ${EMFILE})`);
  expect(callFailed("pipe2", EMFILE).code).toBe("EMFILE");
});
