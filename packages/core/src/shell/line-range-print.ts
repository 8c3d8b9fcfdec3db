/** Whether a `sed -n` script only prints lines by number: `12p` or `12,40p`. */
export function isLineRangePrint(script: string | undefined): boolean {
  return script !== undefined && /^(\d+,)?\d+p$/.test(script);
}
