const START_BYTES = 4096;

const SIGNATURES: readonly (readonly [mime: string, at: number, text: string])[] = [
  ["image/png", 0, "\x89PNG\r\n"],
  ["image/jpeg", 0, "\xff\xd8\xff"],
  ["image/gif", 0, "GIF8"],
  ["image/webp", 8, "WEBP"],
  ["image/bmp", 0, "BM"],
  ["image/avif", 4, "ftypavif"],
];

export type ImageType = { readonly ok: true; readonly mime: string } | { readonly ok: false; readonly reason: string };

/**
 * The image type of the bytes: by their magic number, otherwise as `declared`. If a request has an image part that is not an image, servers
 * refuse it, and so the rest of the conversation.
 */
export function imageType(bytes: Uint8Array, declared: string | undefined): ImageType {
  if (bytes.length === 0) return { ok: false, reason: "it is empty" };
  const start = Buffer.from(bytes.subarray(0, START_BYTES)).toString("latin1");
  const found = SIGNATURES.find(([, at, text]) => start.startsWith(text, at));
  if (found !== undefined) return { ok: true, mime: found[0] };
  if (declared === SVG) return { ok: false, reason: NO_SVG };
  if (declared === undefined || isText(bytes.subarray(0, START_BYTES))) return { ok: false, reason: NO_IMAGE };
  return { ok: true, mime: declared };
}

/**
 * The data URL of an image that a server has sent as base64; also accepts line breaks, base64url, and complete data URLs. Undefined if it is
 * not an image: for types with a known magic number, only the bytes count.
 */
export function sentImageUrl(base64: string, declared: string): string | undefined {
  const bytes = Buffer.from(base64.startsWith("data:") ? base64.slice(base64.indexOf(",") + 1) : base64, "base64");
  const type = imageType(bytes, SIGNATURES.some(([mime]) => mime === declared) ? undefined : declared);
  return type.ok ? `data:${type.mime};base64,${bytes.toString("base64")}` : undefined;
}

export type ImageUrl = { readonly ok: true; readonly url: string } | { readonly ok: false; readonly reason: string };

/** An image's address as servers accept it: a data URL names the type that its bytes have. Other addresses are the server's concern. */
export function acceptedImageUrl(url: string): ImageUrl {
  const [prefix, declared = "", encoding = ""] = /^data:([^;,]{0,100})(;[^,]{0,100})?,/i.exec(url) ?? [];
  if (prefix === undefined) return { ok: true, url };
  const data = url.slice(prefix.length);
  const start = /;base64$/i.test(encoding) ? Buffer.from(data.slice(0, START_BYTES), "base64") : Buffer.alloc(0);
  const known = imageType(start, undefined);
  if (known.ok) return { ok: true, url: `data:${known.mime};base64,${data}` };
  if (declared.toLowerCase() === SVG) return { ok: false, reason: NO_SVG };
  return start.length > 0 && /^image\//i.test(declared) ? { ok: true, url } : known;
}

const SVG = "image/svg+xml";
const NO_SVG = "models do not accept SVG; convert it to PNG";
const NO_IMAGE = "models only accept PNG, JPEG, GIF and WebP images";

/** Whether all characters are printable. */
function isText(bytes: Uint8Array): boolean {
  const text = new TextDecoder().decode(bytes, { stream: true });
  return !/[^\P{C}\t\n\r]|\uFFFD/u.test(text);
}
