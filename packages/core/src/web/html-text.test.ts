import { expect, test } from "vitest";
import { allowedUrl } from "./allowed-url.js";
import { htmlText } from "./html-text.js";

test.each([
  ["<h1>Title</h1><p>One <b>bold</b>&nbsp;word.<p>Two", "# Title\n\nOne bold word.\n\nTwo"],
  ["<ul><li>a<li>b</ul>", "- a\n- b"],
  ["<head><title>t</title></head><script>if (a < b) {}</script>seen<!-- not seen --><style>x</style>", "seen"],
  ["1 < 2 &amp;&amp; 3 &gt; 2 &#233; &#x1F600; &unknown; &#0;", "1 < 2 && 3 > 2 é 😀 &unknown; &#0;"],
  ["before<script>never closed", "before"],
  ["cut <a href='", "cut"],
  ["", ""],
])("%j becomes %j", (html, text) => {
  expect(htmlText(html)).toBe(text);
});

test("a page designed to be slow is converted quickly", () => {
  const nasty = "<script".repeat(100_000) + "<".repeat(100_000) + "&".repeat(100_000) + "</script".repeat(100_000);
  expect(htmlText(nasty)).toBeTypeOf("string");
});

test.each([
  ["https://docs.rs/tokio", true],
  ["https://DOCS.RS./", true],
  ["http://docs.rs", true],
  ["https://docs.rs:8443/", false],
  ["https://evil-docs.rs/", false],
  ["https://docs.rs.evil.com/", false],
  ["https://me:you@docs.rs/", false],
  ["ftp://docs.rs/", false],
  ["docs.rs", false],
  ["https://a.example.com/", true],
  ["https://example.com/", false],
  ["http://odd.test:8080/", true],
])("%s is allowed: %s", (url, expected) => {
  expect(allowedUrl(url, ["docs.rs", "*.example.com", "odd.test:8080"]).ok).toBe(expected);
});
