import { deflateSync } from "node:zlib";
import type { FileVersion } from "./read-file-version.js";

/** Larger contents are only named: nobody reads them, and events should stay small. */
const maxBinaryBytes = 256 * 1024;

export interface BinaryPatchRequest {
  readonly oldPath: string;
  readonly newPath: string;
  /** Undefined if the file did not exist. */
  readonly before: FileVersion | undefined;
  readonly after: FileVersion | undefined;
}

/** A change of binary content in the form that `git apply` accepts, or one line that names it if it is large. */
export function formatBinaryPatch({ oldPath, newPath, before, after }: BinaryPatchRequest): string {
  if (!isShown(before) || !isShown(after)) {
    const oldName = before === undefined ? "/dev/null" : `a/${oldPath}`;
    const newName = after === undefined ? "/dev/null" : `b/${newPath}`;
    return `Binary files ${oldName} and ${newName} differ\n`;
  }
  return `GIT binary patch\n${formatLiteral(after?.bytes)}\n${formatLiteral(before?.bytes)}\n`;
}

function isShown(version: FileVersion | undefined): boolean {
  return version === undefined || (version.bytes !== undefined && version.bytes.length <= maxBinaryBytes);
}

function formatLiteral(bytes: Uint8Array = new Uint8Array()): string {
  const packed = deflateSync(bytes);
  let lines = "";
  for (let start = 0; start < packed.length; start += 52) {
    const chunk = packed.subarray(start, start + 52);
    lines += `${lengthLetter(chunk.length)}${base85(chunk)}\n`;
  }
  return `literal ${bytes.length}\n${lines}`;
}

/** A to Z for 1 to 26 bytes, a to z for 27 to 52. */
function lengthLetter(length: number): string {
  return String.fromCharCode(length <= 26 ? 64 + length : 70 + length);
}

const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz!#$%&()*+-;<=>?@^_`{|}~";

/** Git's base 85: each four bytes, zero-padded at the end, as five digits. */
function base85(bytes: Uint8Array): string {
  let text = "";
  for (let start = 0; start < bytes.length; start += 4) {
    let value = 0;
    for (let offset = 0; offset < 4; offset++) value = value * 256 + (bytes[start + offset] ?? 0);
    let group = "";
    for (let digit = 0; digit < 5; digit++) {
      group = digits.charAt(value % 85) + group;
      value = Math.floor(value / 85);
    }
    text += group;
  }
  return text;
}
