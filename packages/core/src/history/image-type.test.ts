import { describe, expect, it } from "vitest";
import { imageType } from "./image-type.js";

const bytes = (text: string) => Buffer.from(text, "latin1");

describe("the type of an image", () => {
  it.each([
    ["\x89PNG\r\n\x1a\n\0\0", "image/jpeg", "image/png"],
    ["\xff\xd8\xff\xe0", undefined, "image/jpeg"],
    ["GIF89a", "image/png", "image/gif"],
    ["RIFF\0\0\0\0WEBPVP8", undefined, "image/webp"],
    ["\0\x01\x02 a kind that came later", "image/heic", "image/heic"],
  ])("is what its bytes say, else what it is called (%j)", (text, declared, mime) => {
    expect(imageType(bytes(text), declared)).toEqual({ ok: true, mime });
  });

  it.each([
    ["", "image/png", "it is empty"],
    ["just a text\n", "image/png", "it is not an image that models accept"],
    ["\0\x01\x02", undefined, "it is not an image that models accept"],
    ["<svg/>", "image/svg+xml", "make a PNG of it"],
  ])("is none (%j)", (text, declared, reason) => {
    expect(imageType(bytes(text), declared)).toEqual({ ok: false, reason: expect.stringContaining(reason) });
  });
});
