import { expect, test } from "vitest";
import { hideAddressLogins, hideAddressLoginsIn } from "./hide-address-logins.js";

const TOKEN = "ghp_abcdefghijklmnopqrstuvwxyz0123456789";

test.each([
  `https://${TOKEN}@github.com/a/b.git`,
  `https://me:${TOKEN}@github.com/a/b.git`,
  `HTTPS://${TOKEN}:x-oauth-basic@github.com/a/b.git`,
  "https://x-access-token:short@github.com/a/b.git",
  "https://oauth2:short@gitlab.com/a/b.git",
  `http://a1234567890123456%2F@host`,
])("%s loses its credentials", (address) => {
  const shown = hideAddressLogins(`origin\t${address} (fetch)\n"${address}"`);
  const [, host = ""] = address.split("@");
  expect(shown.toLowerCase()).toBe(
    `origin\t${address.slice(0, address.indexOf("/") + 2)}***@${host} (fetch)\n"${address.slice(0, address.indexOf("/") + 2)}***@${host}"`.toLowerCase(),
  );
});

test.each([
  "https://user:password@localhost:5432/x",
  "http://me@host",
  "https://github.com/a/@scope1234567890123456/b",
  "mail me@example.com, https://example.com",
  "ssh://git@github.com/a/b",
])("%s is unchanged", (text) => expect(hideAddressLogins(text)).toBe(text));

test("credentials are removed from all texts in a value; a value without any is returned unchanged", () => {
  const value = { content: [{ type: "text", text: `say "https://${TOKEN}@host/a\\n"\n` }], more: { a: null, b: [1] } };
  expect(hideAddressLoginsIn(value)).toEqual({
    content: [{ type: "text", text: 'say "https://***@host/a\\n"\n' }],
    more: { a: null, b: [1] },
  });
  const plain = { text: "me@example.com" };
  expect(hideAddressLoginsIn(plain)).toBe(plain);
});

test("a long text without a URL is processed quickly", () => {
  const text = `${"https://".repeat(100_000)}a@`;
  expect(hideAddressLogins(text)).toBe(text);
});
