import { describe, expect, it } from "vitest";
import { acceptedImageUrl, imageType } from "./image-type.js";

const bytes = (text: string) => Buffer.from(text, "latin1");

describe("the type of an image", () => {
  it.each([
    ["\x89PNG\r\n\x1a\n\0\0", "image/jpeg", "image/png"],
    ["\xff\xd8\xff\xe0", undefined, "image/jpeg"],
    ["GIF89a", "image/png", "image/gif"],
    ["RIFF\0\0\0\0WEBPVP8", undefined, "image/webp"],
    ["\0\x01\x02 a kind that came later", "image/heic", "image/heic"],
  ])("is detected from its bytes, otherwise as declared (%j)", (text, declared, mime) => {
    expect(imageType(bytes(text), declared)).toEqual({ ok: true, mime });
  });

  it.each([
    ["", "image/png", "it is empty"],
    ["just a text\n", "image/png", "models only accept PNG, JPEG, GIF and WebP images"],
    ["\0\x01\x02", undefined, "models only accept PNG, JPEG, GIF and WebP images"],
    ["<svg/>", "image/svg+xml", "convert it to PNG"],
  ])("is unknown (%j)", (text, declared, reason) => {
    expect(imageType(bytes(text), declared)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });
});

describe("an image's address", () => {
  const PNG = Buffer.from("\x89PNG\r\n\x1a\n\0\0", "latin1").toString("base64");

  it.each([
    [`data:image/jpeg;base64,${PNG}`, `data:image/png;base64,${PNG}`],
    [`data:;base64,${PNG}`, `data:image/png;base64,${PNG}`],
    ["data:image/heic;base64,AAAA", "data:image/heic;base64,AAAA"],
    ["https://example.com/a.png", "https://example.com/a.png"],
  ])("names the type of the bytes (%s)", (given, url) => {
    expect(acceptedImageUrl(given)).toEqual({ ok: true, url });
  });

  it.each([
    ["data:image/png;base64,@@@", "it is empty"],
    ["data:image/svg+xml;base64,PHN2Zy8+", "convert it to PNG"],
    ["data:image/svg+xml,<svg/>", "convert it to PNG"],
    ["data:text/plain;base64,AAAA", "models only accept PNG"],
  ])("is refused if servers would refuse it (%s)", (given, reason) => {
    expect(acceptedImageUrl(given)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });
});
