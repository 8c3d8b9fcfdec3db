import { expect, test } from "vitest";
import { SentSecrets } from "./sent-secrets.js";

test("what a server was given is hidden, with and without the word in front of it", () => {
  const secrets = new SentSecrets();
  secrets.addAll({ authorization: "Bearer t0ken-of-mine", "x-mode": "fast" });
  secrets.add("t0ken-of-mine-2");
  expect(secrets.hideIn("fast: not 'Bearer t0ken-of-mine', not t0ken-of-mine nor t0ken-of-mine-2")).toBe(
    "fast: not '[hidden]', not [hidden] nor [hidden]",
  );
});

test("folders and addresses stay, unless the address has a login", () => {
  const secrets = new SentSecrets();
  secrets.addAll({ a: "/home/me/notes", b: "https://api.example.com/v1", c: "postgres://me:pass@db/notes" });
  const text = "/home/me/notes https://api.example.com/v1";
  expect(secrets.hideIn(`${text} postgres://me:pass@db/notes`)).toBe(`${text} [hidden]`);
});

test("the last tokens are kept, however often they are renewed", () => {
  const secrets = new SentSecrets();
  for (let count = 100; count < 300; count++) secrets.add(`token-${count}`);
  expect(secrets.hideIn("token-299 token-100")).toBe("[hidden] token-100");
});
