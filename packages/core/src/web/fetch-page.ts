import type { LookupAddress } from "node:dns";
import { lookup as systemLookup } from "node:dns/promises";
import { request as httpRequest, type IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { errorMessage } from "../error.js";
import { allowedUrl } from "./allowed-url.js";
import { isPublicAddress } from "./public-address.js";

export interface PageRequest {
  readonly url: string;
  /** See `allowedUrl`; redirects are checked too. */
  readonly domains: readonly string[];
  readonly signal: AbortSignal;
  /** Returns all addresses of a host. Default: the system's lookup. */
  readonly lookup?: ((host: string) => Promise<LookupAddress[]>) | undefined;
  /** Which addresses may be connected to. Default: `isPublicAddress`. */
  readonly isAddressAllowed?: ((address: string) => boolean) | undefined;
}

export type Page =
  | {
      readonly ok: true;
      readonly url: string;
      readonly mediaType: string;
      readonly text: string;
      readonly isCut: boolean;
    }
  | { readonly ok: false; readonly reason: string };

const LIMIT_MS = 20_000;
const MAX_BYTES = 2 * 1024 * 1024;
const MAX_REDIRECTS = 5;
const REDIRECTS: ReadonlySet<number | undefined> = new Set([301, 302, 303, 307, 308]);
const TEXT_TYPES = /^(text\/|application\/(json|xml|xhtml\+xml|.*\+(json|xml))$)/;

/**
 * Fetches a page of an allowed domain. Each connection goes to an address that was looked up and found public for that very connection, so
 * no name can lead to this machine or its network. No data of the user is sent, and no proxy is used.
 */
export async function fetchPage(request: PageRequest): Promise<Page> {
  const signal = AbortSignal.any([request.signal, AbortSignal.timeout(LIMIT_MS)]);
  try {
    return await follow(request, signal);
  } catch (error) {
    request.signal.throwIfAborted();
    if (signal.aborted) return { ok: false, reason: `there was no answer within ${LIMIT_MS / 1000} s` };
    return { ok: false, reason: errorMessage(error) };
  }
}

async function follow(request: PageRequest, signal: AbortSignal): Promise<Page> {
  let next = request.url;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const allowed = allowedUrl(next, request.domains);
    if (!allowed.ok)
      return { ok: false, reason: hops === 0 ? allowed.reason : `it leads to ${next}: ${allowed.reason}` };
    const response = await ask(allowed.url, request, signal);
    const { statusCode, headers } = response;
    if (!REDIRECTS.has(statusCode) || headers.location === undefined) return readPage(allowed.url, response);
    response.destroy();
    next = URL.parse(headers.location, allowed.url.href)?.href ?? headers.location;
  }
  return { ok: false, reason: `it redirects more than ${MAX_REDIRECTS} times` };
}

function ask(
  url: URL,
  { lookup, isAddressAllowed = isPublicAddress }: PageRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !isAddressAllowed(host)) throw notPublic(host);
  const send = url.protocol === "https:" ? httpsRequest : httpRequest;
  return new Promise((resolve, reject) => {
    const outgoing = send(
      url,
      {
        signal,
        agent: false,
        lookup: checkedLookup(lookup, isAddressAllowed),
        headers: {
          accept: "text/html, text/*, application/json;q=0.9",
          "accept-encoding": "identity",
          "user-agent": "codex",
        },
      },
      resolve,
    );
    outgoing.once("error", reject);
    outgoing.end();
  });
}

/** The socket connects to one of the addresses returned here, and to no other. */
function checkedLookup(
  lookup: PageRequest["lookup"] = (host) => systemLookup(host, { all: true }),
  isAllowed: (address: string) => boolean,
): LookupFunction {
  return (host, { all }, callback) => {
    lookup(host).then(
      (addresses) => {
        const [first] = addresses;
        const bad = addresses.find(({ address }) => !isAllowed(address));
        if (first === undefined || bad !== undefined) callback(notPublic(host), "", 0);
        else if (all === true) callback(null, addresses);
        else callback(null, first.address, first.family);
      },
      (error: NodeJS.ErrnoException) => callback(error, "", 0),
    );
  };
}

const notPublic = (host: string) => new Error(`${host} is not an address on the public internet`);

async function readPage(url: URL, response: IncomingMessage): Promise<Page> {
  const { statusCode = 0, headers } = response;
  const [mediaType = ""] = (headers["content-type"] ?? "text/plain").toLowerCase().split(";");
  const refusal = refusalOf({ statusCode, mediaType: mediaType.trim(), encoding: headers["content-encoding"] });
  if (refusal !== undefined) {
    response.destroy();
    return { ok: false, reason: refusal };
  }
  const { bytes, isCut } = await readBytes(response);
  const text = decoderFor(headers["content-type"]).decode(bytes);
  return { ok: true, url: url.href, mediaType: mediaType.trim(), text, isCut };
}

interface Answer {
  readonly statusCode: number;
  readonly mediaType: string;
  readonly encoding: string | undefined;
}

function refusalOf({ statusCode, mediaType, encoding = "identity" }: Answer): string | undefined {
  if (statusCode < 200 || statusCode > 299) return `the server answered with HTTP ${statusCode}`;
  if (encoding !== "identity") return `the server sent it packed (${encoding})`;
  return TEXT_TYPES.test(mediaType) ? undefined : `it is not text but ${mediaType}`;
}

async function readBytes(response: IncomingMessage): Promise<{ bytes: Buffer; isCut: boolean }> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response) {
    chunks.push(chunk);
    size += chunk.length;
    if (size > MAX_BYTES) break;
  }
  const bytes = Buffer.concat(chunks);
  return { bytes: bytes.subarray(0, MAX_BYTES), isCut: size > MAX_BYTES };
}

function decoderFor(contentType = "") {
  const charset = /charset="?([\w.:-]+)/i.exec(contentType)?.[1] ?? "utf-8";
  try {
    return new TextDecoder(charset);
  } catch {
    return new TextDecoder();
  }
}
